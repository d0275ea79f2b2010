//! Calls about profiles.

use crate::control::{
    calls::call::{Call, Run, optional, required},
    profiles,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "profile_photos",
        run: Run::Handler(profiles::add_photo),
        about: "A user sets a profile photo. Bots see it by `getUserProfilePhotos` and `getChat`.",
        fields: &[
            required("user", "user id", "The user."),
            required("file", "base64", "The picture."),
        ],
        answer: "`{}`",
        errors: &["there is no user …", "`file` is missing", "`file` is not base64"],
        examples: &[r#"{"user": 100000001, "file": "iVBORw0KGgo="}"#],
    },
    Call {
        method: "POST",
        path: "profile_audios",
        run: Run::Handler(profiles::add_audio),
        about: "A user adds an audio file to the profile. Bots see it by `getUserProfileAudios`.",
        fields: &[
            required("user", "user id", "The user."),
            required("file", "base64", "The audio file."),
            optional("file_name", "string", "`audio.mp3`", "The name of the file."),
            optional("title", "string", "none", "The title of the track."),
            optional("performer", "string", "none", "The performer."),
            optional("duration", "integer", "0", "The duration in seconds."),
        ],
        answer: "the `Audio`",
        errors: &["there is no user …", "`file` is missing", "`file` is not base64"],
        examples: &[
            r#"{"user": 100000001, "file": "SUQz", "file_name": "song.mp3", "title": "Song", "performer": "Alice", "duration": 180}"#,
        ],
    },
    Call {
        method: "POST",
        path: "emoji_status_access",
        run: Run::Handler(profiles::allow_emoji_status),
        about: "A user allows a bot to set the user's emoji status by `setUserEmojiStatus`, or \
                forbids it.",
        fields: &[
            required("from", "user id", "The user."),
            optional("bot", "id or token", "the only bot", "The bot."),
            optional("allowed", "boolean", "`true`", "Whether the bot may."),
        ],
        answer: "`{}`",
        errors: &["there is no user …", "there is no bot …"],
        examples: &[r#"{"from": 100000001, "bot": 42, "allowed": true}"#],
    },
    Call {
        method: "POST",
        path: "personal_chats",
        run: Run::Handler(profiles::set_personal_chat),
        about: "A user shows a channel in the profile. Bots see it by `getChat` and \
                `getUserPersonalChatMessages`.",
        fields: &[
            required("from", "user id", "The user, who may post in the channel."),
            optional("chat_id", "integer", "none", "The channel."),
        ],
        answer: "`{}`",
        errors: &["there is no user …", "there is no channel …", "… may not post in …"],
        examples: &[r#"{"from": 100000001, "chat_id": -1001000000005}"#],
    },
    Call {
        method: "GET",
        path: "profiles",
        run: Run::Handler(profiles::profile),
        about: "Returns what a user, bot or chat shows about itself.",
        fields: &[required("id", "integer", "The user, bot or chat.")],
        answer: "`{\"photos\": [[PhotoSize]], \"audios\": [Audio], \"emoji_status\"?: \
                 {\"custom_emoji_id\", \"until\"}, \"personal_chat\"?: integer, \"verified_by\": [{\"bot\", \"description\"}], \
                 \"passport_errors\": [{\"bot\", \"errors\"}]}`; the current photo is first",
        errors: &["there is no user, bot or chat …"],
        examples: &["id=100000001"],
    },
];
