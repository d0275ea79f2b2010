//! Custom emoji that can be icons of topics.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// The identifiers of Telegram's custom emoji for topics, and their emoji.
const ICONS: [(&str, &str); 24] = [
    ("5434144690511290129", "📰"),
    ("5312536423851630001", "💡"),
    ("5312016608254762256", "⚡️"),
    ("5377544228505134960", "🎙"),
    ("5418085807791545980", "🔝"),
    ("5370870893004203704", "🗣"),
    ("5420216386448270341", "🆒"),
    ("5379748062124056162", "❗️"),
    ("5373251851074415873", "📝"),
    ("5433614043006903194", "📆"),
    ("5357315181649076022", "📁"),
    ("5309965701241379366", "🔎"),
    ("5309984423003823246", "📣"),
    ("5312241539987020022", "🔥"),
    ("5312138559556164615", "❤️"),
    ("5377316857231450742", "❓"),
    ("5350305691942788490", "📈"),
    ("5350713563512052787", "📉"),
    ("5309958691854754293", "💎"),
    ("5350452584119279096", "💰"),
    ("5377690785674175481", "🪙"),
    ("5309950797704865693", "🎮"),
    ("5350554349074391003", "💻"),
    ("5312486108309757006", "🏠"),
];

/// A picture of one pixel, as WebP.
const PICTURE: [u8; 34] =
    *b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0";

/// The stickers of the custom emoji, once a bot has asked for them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TopicIcons(Vec<Value>);

impl World {
    /// The `Sticker`s of the custom emoji that can be icons of topics. Each has a file.
    pub(crate) fn topic_icons(&mut self) -> Vec<Value> {
        if self.message_state.icons.0.is_empty() {
            let icons = ICONS.map(|(id, emoji)| {
                let content = Bytes::from_static(&PICTURE);
                let file = self.files.store("sticker", "icon.webp", "image/webp", content);
                let mut sticker = file.json();
                let about = json!({
                    "type": "custom_emoji", "width": 1, "height": 1, "is_animated": false,
                    "is_video": false, "emoji": emoji, "custom_emoji_id": id,
                    "needs_repainting": false,
                });
                if let (Some(sticker), Value::Object(about)) = (sticker.as_object_mut(), about) {
                    sticker.extend(about);
                }
                sticker
            });
            self.message_state.icons.0 = icons.into();
        }
        self.message_state.icons.0.clone()
    }
}

/// Whether a custom emoji can be the icon of a topic.
pub(crate) fn is_topic_icon(id: &str) -> bool {
    ICONS.iter().any(|(known, _)| *known == id)
}
