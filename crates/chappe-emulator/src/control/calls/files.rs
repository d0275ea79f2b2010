//! Calls about files: sticker sets of people, and URLs.

use crate::control::{
    calls::{
        call::{Call, Run, optional, required},
        fields::FROM,
    },
    sticker_sets, web_files,
};

pub(super) const CALLS: &[Call] = &[
    Call {
        method: "POST",
        path: "sticker_sets",
        run: Run::Handler(sticker_sets::publish),
        about: "A user publishes a sticker set, or replaces one of the user's. Bots read it by \
                `getStickerSet` and `getCustomEmojiStickers`, and do not change it.",
        fields: &[
            FROM,
            required("name", "string", "The name, as in links to the set."),
            optional("title", "string", "the name", "The title."),
            optional("type", "string", "`regular`", "`regular`, `mask` or `custom_emoji`."),
            required(
                "stickers",
                "list of objects",
                "The stickers: `file` in base64, and optionally `emoji`, `format` (`static`, \
                 `animated` or `video`) and `custom_emoji_id`.",
            ),
        ],
        answer: "`{}`",
        errors: &[
            "there is no user …",
            "`name` is missing",
            "`stickers` is missing",
            "`file` is not base64",
            "`type` is one of …",
            "`format` is one of …",
            "the name … is occupied",
        ],
        examples: &[
            r#"{"from": 100000001, "name": "cats", "title": "Cats", "type": "custom_emoji", "stickers": [{"file": "iVBORw0KGgo=", "emoji": "😎", "format": "static", "custom_emoji_id": "6046140249875156202"}]}"#,
        ],
    },
    Call {
        method: "POST",
        path: "web_files",
        run: Run::Handler(web_files::set),
        about: "Declares what a URL contains, so that bots can send it without the internet. The \
                URL may be of any host and of `https`. Without a file, the URL is fetched again.",
        fields: &[
            required("url", "string", "The URL, exactly as bots send it."),
            optional("file", "base64", "none", "The content."),
            optional(
                "mime_type",
                "string",
                "`application/octet-stream`",
                "The type in the header; pictures and videos are detected by their content.",
            ),
        ],
        answer: "`{}`",
        errors: &["`url` is missing", "`file` is not base64"],
        examples: &[
            r#"{"url": "https://example.org/cat.png", "file": "iVBORw0KGgo=", "mime_type": "image/png"}"#,
        ],
    },
];
