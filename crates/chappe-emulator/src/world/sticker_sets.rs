//! Sets of stickers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{World, dimensions};

/// The first custom emoji id.
const FIRST_EMOJI: i64 = 5_300_000_000_000_000_000;

/// All sets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct StickerSets {
    /// By name in lower case.
    by_name: BTreeMap<String, StickerSet>,
}

/// A set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StickerSet {
    /// The bot that created it; 0 for a set that a user published.
    pub(crate) bot: i64,
    /// The user whom it belongs to.
    pub(crate) user: i64,
    pub(crate) name: String,
    pub(crate) title: String,
    /// `regular`, `mask` or `custom_emoji`.
    pub(crate) kind: String,
    pub(crate) needs_repainting: bool,
    pub(crate) stickers: Vec<SetSticker>,
    /// A `PhotoSize`.
    pub(crate) thumbnail: Option<Value>,
}

/// A sticker of a set. Its `Sticker` is with the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SetSticker {
    /// The id of the file, which no other sticker has.
    pub(crate) file: String,
    /// `static`, `animated` or `video`.
    pub(crate) format: String,
    pub(crate) emoji: Vec<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) mask_position: Option<Value>,
    pub(crate) custom_emoji_id: Option<String>,
}

impl StickerSets {
    /// The set with a name, in any case.
    pub(crate) fn get(&self, name: &str) -> Option<&StickerSet> {
        self.by_name.get(&name.to_lowercase())
    }

    /// A set that a bot created, to change it.
    pub(crate) fn own(&mut self, bot: i64, name: &str) -> Option<&mut StickerSet> {
        self.by_name.get_mut(&name.to_lowercase()).filter(|set| set.bot == bot)
    }

    pub(crate) fn insert(&mut self, set: StickerSet) {
        self.by_name.insert(set.name.to_lowercase(), set);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.by_name.remove(&name.to_lowercase());
    }

    /// The set that a file is a sticker of, if a bot created it, and the position there.
    pub(crate) fn with_file(&mut self, bot: i64, file: &str) -> Option<(&mut StickerSet, usize)> {
        let mut own = self.by_name.values_mut().filter(|set| set.bot == bot);
        own.find_map(|set| {
            let at = set.stickers.iter().position(|sticker| sticker.file == file)?;
            Some((set, at))
        })
    }

    /// The files of the stickers with these custom emoji ids, in their order and without repetition.
    pub(crate) fn custom_emoji<'a>(&'a self, ids: &[String]) -> Vec<&'a str> {
        let stickers = || self.by_name.values().flat_map(|set| &set.stickers);
        let mut files: Vec<&str> = Vec::new();
        for id in ids {
            let found = stickers().find(|sticker| sticker.custom_emoji_id.as_ref() == Some(id));
            if let Some(sticker) = found.filter(|sticker| !files.contains(&&*sticker.file)) {
                files.push(&sticker.file);
            }
        }
        files
    }
}

impl StickerSet {
    /// A set without stickers, which a user publishes.
    pub(crate) fn new(user: i64, name: String, title: String, kind: String) -> Self {
        let (stickers, thumbnail) = (Vec::new(), None);
        Self { bot: 0, user, name, title, kind, needs_repainting: false, stickers, thumbnail }
    }

    /// Whether a bot created it.
    pub(crate) fn is_of_bot(&self) -> bool {
        self.bot != 0
    }

    /// The most stickers of the set.
    pub(crate) fn most(&self) -> usize {
        if self.kind == "custom_emoji" { 200 } else { 120 }
    }

    /// The format of all stickers, if they have the same one.
    pub(crate) fn format(&self) -> Option<&str> {
        let first = &self.stickers.first()?.format;
        self.stickers.iter().all(|sticker| sticker.format == *first).then_some(first)
    }
}

impl World {
    /// The id of a new custom emoji.
    pub(crate) fn new_emoji_id(&mut self) -> String {
        (FIRST_EMOJI + self.number("custom emoji")).to_string()
    }

    /// Updates the `Sticker` of a file, for messages that will have it.
    pub(crate) fn describe_sticker(&mut self, set: &StickerSet, sticker: &SetSticker) {
        let side = if set.kind == "custom_emoji" { 100 } else { 512 };
        let content = self.files.get(&sticker.file).map(|file| file.content.clone());
        let size = content.and_then(|content| dimensions(&content)).unwrap_or((side, side));
        let mut json = json!({
            "type": set.kind, "width": size.0, "height": size.1,
            "is_animated": sticker.format == "animated", "is_video": sticker.format == "video",
            "emoji": sticker.emoji.first(), "set_name": set.name,
        });
        if let Some(position) = sticker.mask_position.as_ref().filter(|_| set.kind == "mask") {
            json["mask_position"] = position.clone();
        }
        if let Some(id) = &sticker.custom_emoji_id {
            json["custom_emoji_id"] = json!(id);
        }
        if set.needs_repainting {
            json["needs_repainting"] = json!(true);
        }
        self.files.describe_sticker(&sticker.file, json);
    }
}
