//! Calls about Web Apps.

use crate::control::{
    calls::call::{Call, Run, optional, required},
    web_apps,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "web_app_queries",
        run: Run::Handler(web_apps::open),
        about: "A user opens a Web App of a bot, which can answer with `answerWebAppQuery`: the \
                message is sent as the user, to the private chat with the bot.",
        fields: &[
            required("from", "user id", "The user."),
            optional("bot", "id or token", "the only bot", "The bot."),
            optional("url", "string", "none", "The URL of the Web App."),
        ],
        answer: "`{\"web_app_query_id\", \"url\"?}`; the fragment of `url` has `tgWebAppData`, \
                 signed with the bot's token",
        errors: &["there is no user …", "there is no bot …"],
        examples: &[r#"{"from": 100000001, "bot": 42, "url": "https://example.org/app"}"#],
    },
    Call {
        method: "GET",
        path: "prepared",
        run: Run::Handler(web_apps::show),
        about: "Returns what a bot prepared by `savePreparedInlineMessage` or \
                `savePreparedKeyboardButton`.",
        fields: &[required("id", "string", "The id that the method returned.")],
        answer: "`{\"bot\", \"user\", \"result\", \"chat_types\", \"expiration_date\"}` for a \
                 message, `{\"bot\", \"user\", \"button\"}` for a button",
        errors: &["`id` is missing", "nothing was prepared as …"],
        examples: &["id=prepared00000001"],
    },
    Call {
        method: "POST",
        path: "prepared_messages",
        run: Run::Handler(web_apps::send),
        about: "A user sends a message that a bot prepared by `savePreparedInlineMessage`.",
        fields: &[
            required("from", "user id", "The user whom it was prepared for."),
            required("id", "string", "The id that the method returned."),
            optional("chat_id", "integer", "the private chat", "The chat."),
            optional("bot", "id or token", "the only bot", "The bot of the private chat."),
        ],
        answer: "`{\"message\": Message, \"inline_message_id\"?}`",
        errors: &[
            "there is no user …",
            "`id` is missing",
            "nothing was prepared as …",
            "a button was prepared, and not a message",
            "the message was prepared for …",
            "the prepared message has expired; ask the bot for another one",
            "the message may not be sent to a chat of the kind …",
        ],
        examples: &[
            r#"{"from": 100000001, "id": "prepared00000001", "chat_id": -1001000000001, "bot": 42}"#,
        ],
    },
];
