//! Calls about messages.

use crate::control::{
    calls::call::{Call, Field, Run, optional, required},
    messages, reactions, votes,
};

const FROM: Field = required("from", "user id", "The user.");
const CHAT: Field = optional("chat_id", "integer", "the private chat with the bot", "The chat.");
const BOT: Field = optional(
    "bot",
    "id or token",
    "the only bot",
    "The bot of a private chat. Required if there are several.",
);
const MESSAGE: Field = required("message_id", "integer", "The message.");

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "messages",
        run: Run::Handler(messages::message),
        about: "A user sends a message. Commands, links and mentions in its text get their entities.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            optional("text", "string", "none", "The text. Required without `media`."),
            optional(
                "entities",
                "list of `MessageEntity`",
                "none",
                "Further entities of the text.",
            ),
            optional("reply_to_message_id", "integer", "none", "The message that is replied to."),
            optional("message_thread_id", "integer", "none", "The topic."),
            optional("media", "object", "none", "A file. Required without `text`."),
            required(
                "media.type",
                "`photo`, `document`, `video`, `audio`, `voice`, `animation`, `sticker` or `video_note`",
                "The kind of the file.",
            ),
            required("media.file", "string", "The content in base64."),
            optional(
                "media.file_name",
                "string",
                "by kind, such as `photo.jpg`",
                "The name of the file.",
            ),
            optional(
                "media.mime_type",
                "string",
                "by kind, such as `image/jpeg`",
                "The media type.",
            ),
            optional("media.caption", "string", "none", "The caption."),
        ],
        answer: "the `Message`, as bots receive it",
        errors: &[
            "there is no user …",
            "there is no chat …",
            "there is no bot yet",
            "`bot` is missing, and there are several",
            "`text` or `media` is missing",
            "`media.type` is one of …",
            "`media.file` is not base64",
            "the message to reply to is not there",
            "there is no topic …",
            "the topic is closed",
            "… is banned from …",
            "… is restricted and may not send … in …",
        ],
        examples: &[
            r#"{"from": 100000001, "text": "/start", "bot": "42:token"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000003, "text": "bold", "entities": [{"type": "bold", "offset": 0, "length": 4}], "reply_to_message_id": 1, "message_thread_id": 2}"#,
            r#"{"from": 100000001, "media": {"type": "document", "file": "aGVsbG8=", "file_name": "hello.txt", "mime_type": "text/plain", "caption": "A file"}}"#,
        ],
    },
    Call {
        method: "PATCH",
        path: "messages",
        run: Run::Handler(messages::edit),
        about: "A user edits the text or caption of an own message.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            MESSAGE,
            required("text", "string", "The new text or caption."),
            optional("entities", "list of `MessageEntity`", "none", "Further entities."),
        ],
        answer: "the edited `Message`",
        errors: &[
            "there is no such message",
            "people edit their own messages only",
            "a service message cannot be edited",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 1, "text": "new", "entities": [{"type": "bold", "offset": 0, "length": 3}]}"#,
        ],
    },
    Call {
        method: "DELETE",
        path: "messages",
        run: Run::Handler(messages::delete),
        about: "A user deletes a message. Bots receive no update about it.",
        fields: &[FROM, CHAT, BOT, MESSAGE],
        answer: "`{}`",
        errors: &["there is no such message"],
        examples: &[r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 1}"#],
    },
    Call {
        method: "POST",
        path: "presses",
        run: Run::Handler(messages::press),
        about: "A user presses an inline button, and the bot receives `callback_query`.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            optional(
                "message_id",
                "integer",
                "none",
                "The message. Required without `inline_message_id`.",
            ),
            optional("inline_message_id", "string", "none", "A message that was sent via the bot."),
            optional(
                "data",
                "string",
                "none",
                "The data of the button. Required without `button`.",
            ),
            optional("button", "[row, column]", "none", "The position of the button, from 0."),
        ],
        answer: "`{\"callback_query_id\": string}`; `GET answers` returns the bot's answer to it",
        errors: &[
            "there is no such message",
            "only messages of bots have buttons",
            "there is no such button",
            "the button has no data",
            "`data` or `button` is missing",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 2, "data": "yes"}"#,
            r#"{"from": 100000001, "message_id": 2, "button": [0, 0]}"#,
            r#"{"from": 100000001, "inline_message_id": "AgAAAEmu00000001", "data": "yes"}"#,
        ],
    },
    Call {
        method: "POST",
        path: "votes",
        run: Run::Handler(votes::vote),
        about: "A user votes in a poll of a bot, which receives `poll`, and `poll_answer` unless the \
                poll is anonymous.",
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
        ],
        examples: &[
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
        errors: &["there is no such message", "`reaction` is missing"],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 2, "reaction": ["👍"]}"#,
        ],
    },
];
