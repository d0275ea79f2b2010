//! Calls about business accounts, checklists and boosts.

use crate::control::{
    boosts, business,
    calls::{
        call::{Call, Field, Run, optional, required},
        fields::{FROM, ONLY_BOT},
    },
    checklists,
};

const BOOSTED: Field = required("chat_id", "integer", "The supergroup or channel.");

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "business_connections",
        run: Run::Handler(business::connect),
        about: "A user connects a bot to the own business account, changes its rights or \
                disconnects it, and the bot receives `business_connection`. An account has one \
                bot: connecting another one disconnects the first. Customers write to the account \
                by `POST messages` with `business_connection_id`.",
        fields: &[
            FROM,
            ONLY_BOT,
            optional(
                "rights",
                "list of names, or object of booleans",
                "all",
                "What the bot may do: fields of `BusinessBotRights`.",
            ),
            optional("is_enabled", "boolean", "`true`", "Whether the bot is connected."),
            optional("id", "string", "a new one", "The id of a new connection."),
        ],
        answer: "the `BusinessConnection`",
        errors: &[
            "there is no user …",
            "there is no bot …",
            "`rights` has no …; there are: …",
            "the id … is that of another connection",
        ],
        examples: &[
            r#"{"from": 100000001, "id": "shop", "bot": 42, "rights": ["can_reply", "can_read_messages"]}"#,
            r#"{"from": 100000001, "rights": {"can_reply": true}, "is_enabled": false}"#,
        ],
    },
    Call {
        method: "GET",
        path: "business_connections",
        run: Run::Handler(business::connections),
        about: "Returns the connections of a user's business account, also those that are disabled.",
        fields: &[FROM, optional("bot", "id or token", "all bots", "The bot.")],
        answer: "`{\"business_connections\": [BusinessConnection]}`",
        errors: &["there is no user …", "there is no bot …"],
        examples: &["from=100000001&bot=42"],
    },
    Call {
        method: "GET",
        path: "stories",
        run: Run::Handler(business::stories),
        about: "Returns the stories that bots posted to a user's business account and that have not \
                expired, from the oldest to the newest.",
        fields: &[FROM],
        answer: "`{\"stories\": [{\"id\", \"photo\"?: [PhotoSize], \"video\"?: Video, \
                 \"caption\"?, \"caption_entities\"?, \"areas\": [StoryArea], \"until\", \
                 \"is_on_page\", \"has_protected_content\"}]}`",
        errors: &["there is no user …"],
        examples: &["from=100000001"],
    },
    Call {
        method: "POST",
        path: "checklist_tasks",
        run: Run::Handler(checklists::change),
        about: "A user marks tasks of a checklist as done or not done, or adds tasks, and the bot \
                receives `checklist_tasks_done` or `checklist_tasks_added` in a \
                `business_message`.",
        fields: &[
            FROM,
            optional(
                "chat_id",
                "integer",
                "the chat of the message",
                "The other user, if the sender owns the business account.",
            ),
            ONLY_BOT,
            optional(
                "business_connection_id",
                "string",
                "the connection of the message's chat",
                "The connection of the business account.",
            ),
            required("message_id", "integer", "The message with the checklist."),
            optional("done", "list of integers", "none", "The ids of tasks to mark as done."),
            optional("undone", "list of integers", "none", "The ids of tasks to mark as not done."),
            optional("added", "list of strings", "none", "The texts of tasks to add."),
        ],
        answer: "the service `Message`",
        errors: &[
            "there is no such message",
            "the message has no checklist",
            "there is no task …",
            "only the sender of the checklist may …",
            "`done`, `undone` or `added` is missing",
        ],
        examples: &[
            r#"{"from": 100000002, "message_id": 8, "done": [1], "undone": [2], "added": ["Eggs"]}"#,
            r#"{"from": 100000001, "chat_id": 100000002, "bot": 42, "business_connection_id": "emuB00000001C42", "message_id": 8, "done": [2]}"#,
        ],
    },
    Call {
        method: "POST",
        path: "boosts",
        run: Run::Handler(boosts::boost),
        about: "A user boosts a supergroup or channel for 30 days; bots that are its \
                administrators receive `chat_boost`, and `removed_chat_boost` when it ends.",
        fields: &[FROM, BOOSTED],
        answer: "the `ChatBoost`",
        errors: &["there is no chat …", "only supergroups and channels are boosted"],
        examples: &[r#"{"from": 100000001, "chat_id": -1001000000001}"#],
    },
    Call {
        method: "DELETE",
        path: "boosts",
        run: Run::Handler(boosts::remove),
        about: "A user removes the own boosts of a chat; bots that are its administrators receive \
                `removed_chat_boost`.",
        fields: &[FROM, BOOSTED],
        answer: "`{}`",
        errors: &["there is no chat …", "… has not boosted …"],
        examples: &[r#"{"from": 100000002, "chat_id": -1001000000001}"#],
    },
];
