//! Sets of stickers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// All sets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct StickerSets {
    /// By name in lower case.
    by_name: BTreeMap<String, StickerSet>,
}

/// A set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StickerSet {
    /// The bot that created it.
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
