//! Calls about topics, drafts and ephemeral messages.

use crate::control::{
    calls::{
        call::{Call, Field, Run, optional, required},
        fields::{BOT, CHAT, FROM},
    },
    drafts, presses, topics,
};

const OF: Field = required("chat_id", "integer", "The chat; for a private chat, the user.");
const THREAD: Field = optional("message_thread_id", "integer", "the General topic", "The topic.");

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "topics",
        run: Run::Handler(topics::create),
        about: "A user creates a topic in a forum, or in the private chat with a bot that allows it.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            required("name", "string", "The name; at most 128 characters are kept."),
            optional("icon_color", "integer", "`7322096`", "The color of the icon, as RGB."),
        ],
        answer: "the `ForumTopic`",
        errors: &[
            "`name` is missing",
            "`name` is empty",
            "… has no topics: create it with `is_forum`",
            "… has no topics in private chats: set `has_topics_enabled` with `PATCH bots`",
            "… may not manage the topics of …: promote the user with `can_manage_topics`",
            "… lets no users create topics: set `allows_users_to_create_topics` with `PATCH bots`",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000004, "name": "News", "icon_color": 16766590}"#,
            r#"{"from": 100000001, "bot": 42, "name": "Ideas"}"#,
        ],
    },
    Call {
        method: "PATCH",
        path: "topics",
        run: Run::Handler(topics::edit),
        about: "A user renames, closes, reopens, hides or shows a topic. Bots receive a service \
                message for each change.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            THREAD,
            optional("name", "string", "unchanged", "The new name."),
            optional("is_closed", "boolean", "unchanged", "Whether the topic is closed."),
            optional(
                "is_hidden",
                "boolean",
                "unchanged",
                "Whether the General topic is hidden, which also closes it.",
            ),
        ],
        answer: "the `ForumTopic`, with `is_closed` and `is_hidden` if they are true",
        errors: &["there is no topic …", "only the General topic can be hidden"],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000004, "message_thread_id": 2, "name": "Old news", "is_closed": true}"#,
            r#"{"from": 100000001, "chat_id": -1001000000004, "is_hidden": true}"#,
            r#"{"from": 100000001, "bot": 42, "message_thread_id": 14, "name": "Ideas"}"#,
        ],
    },
    Call {
        method: "DELETE",
        path: "topics",
        run: Run::Handler(topics::delete),
        about: "A user deletes a topic with its messages. Bots receive no update about it.",
        fields: &[FROM, CHAT, BOT, THREAD],
        answer: "`{}`",
        errors: &["there is no topic …", "the General topic cannot be deleted: hide it"],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000004, "message_thread_id": 2}"#,
            r#"{"from": 100000001, "bot": 42, "message_thread_id": 14}"#,
        ],
    },
    Call {
        method: "GET",
        path: "topics",
        run: Run::Handler(topics::list),
        about: "Returns the topics of a chat.",
        fields: &[OF, BOT],
        answer: "`{\"topics\": [ForumTopic]}`, with `is_closed` and `is_hidden` if they are true",
        errors: &["`chat_id` is missing", "… has no topics: create it with `is_forum`"],
        examples: &["chat_id=-1001000000004", "chat_id=100000001&bot=42"],
    },
    Call {
        method: "PATCH",
        path: "bots",
        run: Run::Handler(topics::set_bot),
        about: "Sets whether a bot has topics in private chats, which the owner of a bot decides.",
        fields: &[
            optional("bot", "id or token", "the only bot", "The bot."),
            optional(
                "has_topics_enabled",
                "boolean",
                "unchanged",
                "Whether the private chats of the bot have topics.",
            ),
            optional(
                "allows_users_to_create_topics",
                "boolean",
                "unchanged",
                "Whether users create topics too.",
            ),
        ],
        answer: "the `User`, as `getMe` returns it",
        errors: &["there is no bot …"],
        examples: &[
            r#"{"bot": 42, "has_topics_enabled": true, "allows_users_to_create_topics": true}"#,
        ],
    },
    Call {
        method: "GET",
        path: "drafts",
        run: Run::Handler(drafts::list),
        about: "Returns the drafts of messages that a bot generates, which a user sees for 30 seconds.",
        fields: &[required("chat_id", "integer", "The user."), BOT],
        answer: "`{\"drafts\": [{\"draft_id\", \"can_stop\", \"message_thread_id\"?, \"text\"?, \
                 \"entities\"?, \"rich_message\"?}]}`",
        errors: &["`chat_id` is missing"],
        examples: &["chat_id=100000001&bot=42"],
    },
    Call {
        method: "DELETE",
        path: "drafts",
        run: Run::Handler(drafts::stop),
        about: "A user stops the generation of a message, and the bot receives \
                `stopped_message_generation`.",
        fields: &[
            FROM,
            BOT,
            optional("message_thread_id", "integer", "none", "The topic of the draft."),
        ],
        answer: "`{}`",
        errors: &[
            "there is no draft",
            "the draft cannot be stopped: the bot sent it without `can_stop`",
        ],
        examples: &[r#"{"from": 100000001, "bot": 42, "message_thread_id": 14}"#],
    },
    Call {
        method: "GET",
        path: "ephemeral_messages",
        run: Run::Handler(drafts::ephemeral),
        about: "Returns the ephemeral messages that only one user sees in a chat.",
        fields: &[OF, required("user", "integer", "The user."), BOT],
        answer: "`{\"messages\": [Message]}`; `replaces_message_id` is the message in whose place \
                 one is shown",
        errors: &["`user` is missing", "there is no user …"],
        examples: &["chat_id=-1001000000001&user=100000001&bot=42"],
    },
    Call {
        method: "POST",
        path: "ephemeral_presses",
        run: Run::Handler(presses::press_ephemeral),
        about: "A user presses a button of an ephemeral message; the bot receives \
                `callback_query` if the button has data.",
        fields: &[
            FROM,
            OF,
            required("ephemeral_message_id", "integer", "The message."),
            optional(
                "data",
                "string",
                "none",
                "The data of the button. Required without `button`.",
            ),
            optional("button", "[row, column]", "none", "The position of the button, from 0."),
        ],
        answer: "the same as `POST presses`",
        errors: &["there is no such message", "there is no such button"],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000001, "ephemeral_message_id": 1, "data": "yes"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000001, "ephemeral_message_id": 1, "button": [0, 0]}"#,
        ],
    },
];
