//! Calls about inline queries.

use crate::control::{
    calls::{
        call::{Call, Run, optional, required},
        fields::{FROM, ONLY_BOT},
    },
    inline,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "inline_queries",
        run: Run::Handler(inline::query),
        about: "A user types `@bot query`, and the bot receives `inline_query`.",
        fields: &[
            FROM,
            ONLY_BOT,
            optional("query", "string", "empty", "The text of the query."),
            optional("offset", "string", "empty", "The `next_offset` of an earlier answer."),
            optional(
                "chat_id",
                "integer",
                "the private chat with the bot",
                "The chat in which the user types, which the bot receives as `chat_type`.",
            ),
            optional(
                "location",
                "`Location`",
                "none",
                "The position of a user who has allowed the bot to see it.",
            ),
        ],
        answer: "`{\"inline_query_id\": string}`; `GET answers` returns the bot's answer to it",
        errors: &["there is no user …", "there is no bot …", "there is no chat …"],
        examples: &[
            r#"{"from": 100000001, "bot": 42, "query": "cats", "offset": "50"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000001, "query": "cats", "location": {"latitude": 52.5, "longitude": 13.4}}"#,
        ],
    },
    Call {
        method: "POST",
        path: "chosen_inline_results",
        run: Run::Handler(inline::choose),
        about: "A user sends a result of an inline query, and the bot receives \
                `chosen_inline_result`.",
        fields: &[
            required("inline_query_id", "string", "The query, which the bot has answered."),
            required("result_id", "string", "The result."),
            optional(
                "chat_id",
                "integer",
                "a chat outside of the emulator",
                "The chat to send it to.",
            ),
            optional("bot", "id or token", "the only bot", "The bot of a private chat."),
        ],
        answer: "`{\"message\": Message, \"inline_message_id\": string}`: the message if it was sent \
                 to a chat, the id if the result has a keyboard",
        errors: &[
            "there is no such query",
            "the query has no answer yet",
            "there is no such result",
            "the result has no file",
            "the result has no content that can be sent",
            "… is banned from …",
            "… is restricted and may not send inline results in …",
        ],
        examples: &[
            r#"{"inline_query_id": "5000100000001000001", "result_id": "1", "chat_id": -1001000000001, "bot": 42}"#,
        ],
    },
];
