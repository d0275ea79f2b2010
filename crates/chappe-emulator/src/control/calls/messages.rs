//! Calls about messages.

use crate::control::{
    albums,
    calls::call::{Call, Field, Run, optional, required},
    edits, forwards, pins, sends,
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
const REPLY: Field =
    optional("reply_to_message_id", "integer", "none", "The message that is replied to.");
const THREAD: Field = optional(
    "message_thread_id",
    "integer",
    "that of the message that is replied to",
    "The topic.",
);
const SENDER: Field = optional(
    "sender_chat_id",
    "integer",
    "the group for anonymous administrators, otherwise the user",
    "The chat on whose behalf the user acts: the group, or a channel in which the user may post.",
);
const MEDIA_KINDS: &str =
    "`photo`, `document`, `video`, `audio`, `voice`, `animation`, `sticker` or `video_note`";

const CONNECTION: Field = optional(
    "business_connection_id",
    "string",
    "none",
    "The chat of a business account: `chat_id` is the other user if the account sends.",
);

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "messages",
        run: Run::Handler(sends::message),
        about: "A user sends a message, which has one content. Commands, links and mentions in its \
                text get their entities.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            CONNECTION,
            optional("text", "string", "none", "The text."),
            optional(
                "entities",
                "list of `MessageEntity`",
                "none",
                "Further entities of the text.",
            ),
            optional("reply_to_message_id", "integer", "none", "The message that is replied to."),
            optional(
                "quote",
                "string",
                "none",
                "The part of the message that is replied to which the reply quotes.",
            ),
            THREAD,
            SENDER,
            optional("media", "object", "none", "A file."),
            required("media.type", MEDIA_KINDS, "The kind of the file."),
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
            optional(
                "contact",
                "`Contact`",
                "none",
                "A contact. `user_id` is that of the Telegram user.",
            ),
            optional(
                "location",
                "`Location`",
                "none",
                "A position. With `live_period`, in seconds, it is live: `PATCH messages` moves it.",
            ),
            optional(
                "venue",
                "object",
                "none",
                "A venue, by the parameters of `sendVenue`: `latitude`, `longitude`, `title`, \
                 `address` and so on.",
            ),
            optional(
                "dice",
                "emoji",
                "none",
                "A dice: 🎲, 🎯, 🎳, 🏀, ⚽ or 🎰. Its value is random, by the seed.",
            ),
            optional(
                "poll",
                "object",
                "none",
                "A poll, by the parameters of `sendPoll`: `question`, `options` and so on.",
            ),
        ],
        answer: "the `Message`, as bots receive it",
        errors: &[
            "there is no user …",
            "there is no chat …",
            "there is no bot yet",
            "`bot` is missing, and there are several",
            "the content is missing: …",
            "a message has one content; `media.caption` is its text",
            "`media.type` is one of …",
            "`media.file` is not base64",
            "`dice` is an emoji",
            "the message to reply to is not there",
            "`quote` is not a part of the message",
            "there is no topic …",
            "there is no channel …",
            "… is not anonymous in …",
            "… may not post in …",
            "… is banned from …",
            "… is restricted and may not send … in …",
            "there is no business connection …",
            "the business connection is disabled; …",
        ],
        examples: &[
            r#"{"from": 100000001, "text": "/start", "bot": "42:token"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000001, "text": "bold", "entities": [{"type": "bold", "offset": 0, "length": 4}], "reply_to_message_id": 2, "quote": "Hel"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000004, "message_thread_id": 2, "text": "in a topic"}"#,
            r#"{"from": 100000001, "chat_id": -1001000000001, "sender_chat_id": -1001000000005, "text": "on behalf of a channel"}"#,
            r#"{"from": 100000001, "media": {"type": "document", "file": "aGVsbG8=", "file_name": "hello.txt", "mime_type": "text/plain", "caption": "A file"}}"#,
            r#"{"from": 100000001, "contact": {"phone_number": "+15550100", "first_name": "Bob", "user_id": 100000002}}"#,
            r#"{"from": 100000001, "location": {"latitude": 52.5, "longitude": 13.4, "live_period": 900}}"#,
            r#"{"from": 100000001, "venue": {"latitude": 52.5, "longitude": 13.4, "title": "Cafe", "address": "Street 1"}}"#,
            r#"{"from": 100000001, "dice": "🎯"}"#,
            r#"{"from": 100000001, "poll": {"question": "Tea?", "options": ["Yes", "No"], "is_anonymous": false}}"#,
            r#"{"from": 100000002, "text": "Are you open?", "business_connection_id": "emuB00000001C42"}"#,
        ],
    },
    Call {
        method: "POST",
        path: "albums",
        run: Run::Handler(albums::album),
        about: "A user sends 2 to 10 media as one album.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            required("media", "list of objects", "The media, as `media` of `POST messages`."),
            REPLY,
            THREAD,
            SENDER,
        ],
        answer: "`{\"messages\": [Message]}`",
        errors: &[
            "`media` is missing",
            "an album has 2 to 10 media",
            "an album has photos and videos, or only documents, or only audio files",
            "… is banned from …",
            "… is restricted and may not send … in …",
        ],
        examples: &[
            r#"{"from": 100000001, "bot": 42, "reply_to_message_id": 1, "media": [{"type": "photo", "file": "YQ==", "caption": "Two photos"}, {"type": "photo", "file": "Yg=="}]}"#,
            r#"{"from": 100000001, "chat_id": -1001000000004, "message_thread_id": 2, "sender_chat_id": -1001000000005, "media": [{"type": "document", "file": "YQ=="}, {"type": "document", "file": "Yg=="}]}"#,
        ],
    },
    Call {
        method: "POST",
        path: "forwards",
        run: Run::Handler(forwards::forward),
        about: "A user forwards messages to a chat. Albums stay albums, and messages that were \
                forwarded before keep their origin.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            required(
                "from_chat_id",
                "integer",
                "The chat of the messages; the user for a private chat.",
            ),
            optional(
                "from_bot",
                "id or token",
                "`bot`",
                "The bot of the private chat with the messages.",
            ),
            required("message_ids", "list of integers", "The messages, 1 to 100."),
            optional(
                "hide_sender",
                "boolean",
                "`false`",
                "Whether the messages are sent as own ones, without their origin.",
            ),
            THREAD,
            SENDER,
        ],
        answer: "`{\"messages\": [Message]}`",
        errors: &[
            "there is no chat …",
            "… is not in …",
            "there is no such message",
            "1 to 100 messages are forwarded together",
            "a service message cannot be forwarded",
            "a protected message cannot be forwarded",
            "… is banned from …",
            "… is restricted and may not send … in …",
        ],
        examples: &[
            r#"{"from": 100000001, "from_chat_id": 100000001, "from_bot": 42, "message_ids": [1, 2], "chat_id": -1001000000001, "hide_sender": true}"#,
            r#"{"from": 100000001, "from_chat_id": -1001000000001, "message_ids": [2], "bot": 42}"#,
            r#"{"from": 100000001, "from_chat_id": 100000001, "message_ids": [1], "chat_id": -1001000000004, "message_thread_id": 2, "sender_chat_id": -1001000000005}"#,
        ],
    },
    Call {
        method: "POST",
        path: "privacy",
        run: Run::Handler(forwards::privacy),
        about: "A user sets whether forwarded messages link to the account: otherwise, their origin is \
                of the type `hidden_user`.",
        fields: &[
            FROM,
            required("hide_in_forwards", "boolean", "Whether forwards show the name only."),
        ],
        answer: "`{}`",
        errors: &["there is no user …", "`hide_in_forwards` is missing"],
        examples: &[r#"{"from": 100000001, "hide_in_forwards": true}"#],
    },
    Call {
        method: "POST",
        path: "pins",
        run: Run::Handler(pins::pin),
        about: "A user pins a message. Groups and channels require the right to.",
        fields: &[FROM, CHAT, BOT, MESSAGE, SENDER],
        answer: "`{\"message\": Message}`, the service message",
        errors: &[
            "there is no such message",
            "a service message cannot be pinned",
            "… may not pin messages in …",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 2}"#,
            r#"{"from": 100000001, "chat_id": -1001000000004, "sender_chat_id": -1001000000005, "message_id": 3}"#,
        ],
    },
    Call {
        method: "DELETE",
        path: "pins",
        run: Run::Handler(pins::unpin),
        about: "A user unpins a message. Bots receive no update about it.",
        fields: &[FROM, CHAT, BOT, MESSAGE],
        answer: "`{}`",
        errors: &["the message is not pinned", "… may not pin messages in …"],
        examples: &[r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 1}"#],
    },
    Call {
        method: "PATCH",
        path: "messages",
        run: Run::Handler(edits::edit),
        about: "A user edits an own message, within 48 hours: its text or caption, its media, or its \
                live location. An administrator of a channel edits posts.",
        fields: &[
            FROM,
            CHAT,
            BOT,
            CONNECTION,
            MESSAGE,
            optional("text", "string", "none", "The new text or caption."),
            optional("entities", "list of `MessageEntity`", "none", "Further entities."),
            optional(
                "location",
                "`Location`",
                "none",
                "The new position of a live location. A `live_period` of 0 ends it.",
            ),
            optional("media", "object", "none", "The new media, as in `POST messages`."),
            optional(
                "is_closed",
                "boolean",
                "`false`",
                "Whether the poll of the message is closed.",
            ),
        ],
        answer: "the edited `Message`",
        errors: &[
            "there is no such message",
            "people edit their own messages only",
            "a service message cannot be edited",
            "a forwarded message cannot be edited",
            "a message can be edited for 48 hours",
            "`text`, `media` or `location` is missing",
            "the message has neither a text nor a caption",
            "the message has no media that can be replaced",
            "the media cannot be replaced by media of this kind",
            "the message has no live location",
            "the message has no poll",
            "the poll is closed",
        ],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 1, "text": "new", "entities": [{"type": "bold", "offset": 0, "length": 3}]}"#,
            r#"{"from": 100000001, "message_id": 1, "media": {"type": "photo", "file": "YQ=="}}"#,
            r#"{"from": 100000001, "message_id": 10, "location": {"latitude": 52.6, "longitude": 13.4}}"#,
            r#"{"from": 100000001, "message_id": 11, "is_closed": true}"#,
            r#"{"from": 100000002, "business_connection_id": "emuB00000001C42", "message_id": 7, "text": "new"}"#,
        ],
    },
    Call {
        method: "DELETE",
        path: "messages",
        run: Run::Handler(edits::delete),
        about: "A user deletes a message: an own one, any one of a private chat, or as an administrator \
                with the right to. Bots receive no update about it, except in the chats of business \
                accounts: `deleted_business_messages`.",
        fields: &[FROM, CHAT, BOT, CONNECTION, MESSAGE],
        answer: "`{}`",
        errors: &["there is no such message", "… may not delete messages of others in …"],
        examples: &[
            r#"{"from": 100000001, "chat_id": 100000001, "bot": 42, "message_id": 1}"#,
            r#"{"from": 100000001, "chat_id": 100000002, "business_connection_id": "emuB00000001C42", "message_id": 7}"#,
        ],
    },
];
