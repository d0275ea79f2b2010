//! Calls about actions on messages: presses, votes and reactions.

use crate::control::{
    calls::{
        call::{Call, Field, Run, optional, required},
        fields::{BOT, CHAT, FROM, MESSAGE},
    },
    inline, presses, reactions, reply_presses, votes,
};

const SENDER: Field = optional(
    "sender_chat_id",
    "integer",
    "the group for anonymous administrators, otherwise the user",
    "The chat on whose behalf the user votes: the group, or a channel in which the user may post.",
);

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "presses",
        run: Run::Handler(presses::press),
        about: "A user presses an inline button of any kind, or the button above the results of an \
                inline query. Buttons with data and of games send `callback_query` to the bot, those \
                of invoices `pre_checkout_query`; the URLs of logins and Web Apps contain the user's \
                data, signed with the bot's token.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            optional(
                "message_id",
                "integer",
                "none",
                "The message. Required without `inline_message_id` and `inline_query_id`.",
            ),
            optional("inline_message_id", "string", "none", "A message that was sent via the bot."),
            optional(
                "inline_query_id",
                "string",
                "none",
                "An inline query, whose answer has a button.",
            ),
            optional(
                "data",
                "string",
                "none",
                "The data of the button. Required without `button`.",
            ),
            optional("button", "[row, column]", "none", "The position of the button, from 0."),
            optional(
                "write_access",
                "boolean",
                "`true`",
                "Whether a login that asks to may write to the user.",
            ),
        ],
        answer: "an object by the kind of the button: `{\"type\": \"callback\" or \"game\", \
                 \"callback_query_id\": string}`, to which `GET answers` returns the bot's answer; \
                 `{\"type\": \"pay\", \"pre_checkout_query_id\": string}`; `{\"type\": \"url\", \"login\" or \
                 \"web_app\", \"url\": string}`; `{\"type\": \"switch_inline\", \"query\": string, \"text\": string, \
                 \"chat\": \"any\", \"current\" or \"chosen\"}`; `{\"type\": \"copy\", \"text\": string}`; \
                 `{\"type\": \"start\", \"message\": Message}`",
        errors: &[
            "there is no such message",
            "only messages of bots have buttons",
            "there is no such button",
            "the message has no game",
            "the button does nothing",
            "`data` or `button` is missing",
            "there is no bot @…",
            "the message has no invoice",
            "there is no such query",
            "the query has no answer yet",
            "the answer has no button",
            "the query is that of another user",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 2, "data": "yes"}"#,
            r#"{"from": 100000001, "message_id": 2, "button": [0, 0], "write_access": false}"#,
            r#"{"from": 100000001, "inline_message_id": "AgAAAEmu00000001", "data": "yes"}"#,
            r#"{"from": 100000001, "inline_query_id": "5000100000001000001"}"#,
        ],
    },
    Call {
        method: "POST",
        path: "reply_presses",
        run: Run::Handler(reply_presses::press),
        about: "A user presses a button of the reply keyboard that the user sees. A plain button sends \
                its text; others send what they request.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            optional(
                "text",
                "string",
                "none",
                "The text of the button. Required without `button`.",
            ),
            optional("button", "[row, column]", "none", "The position of the button, from 0."),
            optional(
                "users",
                "list of ids",
                "none",
                "The users to share. Required by `request_users`.",
            ),
            optional("chat", "integer", "none", "The chat to share. Required by `request_chat`."),
            optional(
                "contact",
                "`Contact`",
                "the user's name and a made-up number",
                "The user's contact, for `request_contact`.",
            ),
            optional(
                "location",
                "`Location`",
                "a position in Paris",
                "The user's position, for `request_location`.",
            ),
            optional(
                "poll",
                "object",
                "none",
                "The poll, as in `POST messages`. Required by `request_poll`.",
            ),
            optional(
                "data",
                "string",
                "none",
                "What a Web App sends to the bot. Without it, the answer is the URL of the Web App.",
            ),
        ],
        answer: "`{\"message\": Message}`, what was sent; `{\"url\": string}` for a Web App without `data`",
        errors: &[
            "there is no reply keyboard",
            "there is no such button",
            "`text` or `button` is missing",
            "`users` is missing: the button requests users",
            "the button requests 1 to … users",
            "the button requests users by …",
            "`chat` is missing: the button requests a chat",
            "the button requests a chat by …",
            "a user shares chats that the user is in",
            "`poll` is missing: the button requests one",
            "the button requests a poll of the type …",
            "the emulator has no managed bots",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "text": "Menu"}"#,
            r#"{"from": 100000001, "text": "Contact", "contact": {"phone_number": "+15550100"}}"#,
            r#"{"from": 100000001, "button": [0, 2], "location": {"latitude": 52.5, "longitude": 13.4}}"#,
            r#"{"from": 100000001, "text": "Poll", "poll": {"question": "Tea?", "options": ["Yes", "No"]}}"#,
            r#"{"from": 100000001, "text": "Users", "users": [100000002]}"#,
            r#"{"from": 100000001, "text": "Chat", "chat": -1001000000001}"#,
            r#"{"from": 100000001, "text": "App", "data": "order 7"}"#,
        ],
    },
    Call {
        method: "POST",
        path: "web_app_data",
        run: Run::Handler(reply_presses::web_app_data),
        about: "A Web App that a button of a reply keyboard has opened sends data to the bot.",
        fields: &[
            FROM,
            BOT,
            required("button_text", "string", "The text of the button."),
            required("data", "string", "The data, 1 to 4096 bytes."),
        ],
        answer: "`{\"message\": Message}`",
        errors: &["`button_text` is missing", "`data` is missing", "`data` has 1 to 4096 bytes"],
        examples: &[r#"{"from": 100000001, "bot": 42, "button_text": "App", "data": "order 7"}"#],
    },
    Call {
        method: "POST",
        path: "inline_feedback",
        run: Run::Handler(inline::set_feedback),
        about: "Sets how often a bot receives `chosen_inline_result`, as its owner does in Telegram by \
                `/setinlinefeedback`. At first, a bot receives all.",
        fields: &[
            BOT,
            required("probability", "number from 0 to 1", "How probable the update is."),
        ],
        answer: "`{}`",
        errors: &["`probability` is missing", "`probability` is from 0 to 1"],
        examples: &[r#"{"bot": 42, "probability": 0}"#],
    },
    Call {
        method: "POST",
        path: "votes",
        run: Run::Handler(votes::vote),
        about: "A user votes in a poll. The bot that sent it receives `poll`, and `poll_answer` unless \
                the poll is anonymous; an anonymous administrator votes as the group.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            MESSAGE,
            required(
                "options",
                "list of integers",
                "The chosen options, from 0. An empty list retracts the vote.",
            ),
            SENDER,
        ],
        answer: "the `Poll`",
        errors: &[
            "there is no such message",
            "the message has no poll",
            "`options` is missing",
            "`options` are numbers from 0 on",
            "the poll is closed",
            "there is no such option",
            "the poll allows only one option",
            "a vote in this poll cannot be changed",
            "… is banned from …",
            "… is not in …, and only members vote in the poll",
            "… is not anonymous in …",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": -1001000000001, "sender_chat_id": -1001000000005, "message_id": 3, "options": [0]}"#,
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 3, "options": [1]}"#,
        ],
    },
    Call {
        method: "POST",
        path: "reactions",
        run: Run::Handler(reactions::react),
        about: "A user sets reactions to a message. Bots receive `message_reaction` in private chats, \
                and as administrators; in channels, `message_reaction_count`.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            MESSAGE,
            required(
                "reaction",
                "list of emoji or `ReactionType`",
                "All reactions of the user; an empty list removes them.",
            ),
        ],
        answer: "`{}`",
        errors: &[
            "there is no such message",
            "`reaction` is missing",
            "there is no reaction …",
            "a reaction is an emoji, a custom emoji or paid",
            "custom emoji require Telegram Premium",
            "paid reactions exist in channels only",
            "a user has … reaction to a message, or … with Telegram Premium",
            "… is banned from …",
            "… is restricted and may not react in …",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 2, "reaction": ["👍"]}"#,
        ],
    },
];
