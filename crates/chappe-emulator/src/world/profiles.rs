//! What users, bots and chats show about themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Talk, World};

/// The profiles of users, bots and chats, by id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Profiles {
    by_id: BTreeMap<i64, Profile>,
}

/// A profile.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// The ids of the photos; the current one is first.
    pub(crate) photos: Vec<String>,
    /// The id of the photo that a business account shows to those who see no other one.
    #[serde(default)]
    pub(crate) public_photo: Option<String>,
    /// `Audio`s; the first one is shown first.
    pub(crate) audios: Vec<Value>,
    pub(crate) emoji_status: Option<EmojiStatus>,
    /// The bots that may set the emoji status.
    pub(crate) status_bots: BTreeSet<i64>,
    /// The bots that verified the user or chat, with their descriptions.
    pub(crate) verified_by: BTreeMap<i64, String>,
    /// The `PassportElementError`s of each bot.
    pub(crate) passport_errors: BTreeMap<i64, Value>,
    /// The channel that a user shows.
    #[serde(default)]
    pub(crate) personal_chat: Option<i64>,
}

/// An emoji beside a user's name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EmojiStatus {
    pub(crate) emoji: String,
    /// When it ends; 0 for never.
    pub(crate) until: i64,
}

impl Profiles {
    pub(crate) fn get(&self, id: i64) -> Option<&Profile> {
        self.by_id.get(&id)
    }

    /// A profile, to change it.
    pub(crate) fn of(&mut self, id: i64) -> &mut Profile {
        self.by_id.entry(id).or_default()
    }
}

impl Profile {
    /// The ids of the photos that others see: the public one only if there is no other.
    pub(crate) fn shown_photos(&self) -> impl Iterator<Item = &String> {
        let public = self.public_photo.iter().filter(|_| self.photos.is_empty());
        self.photos.iter().chain(public)
    }
}

impl World {
    /// The members of the `ChatFullInfo` of a private chat that come from the user's profile.
    pub(crate) fn profile_members(&self, talk: Talk) -> Map<String, Value> {
        let mut members = Map::new();
        let Talk::Private { user, .. } = talk else { return members };
        let Some(profile) = self.profiles.get(user) else { return members };
        let photo = profile.shown_photos().next().and_then(|photo| self.files.get(photo));
        let sizes = photo.map(crate::world::StoredFile::sizes).unwrap_or_default();
        if let [small, ..] = &*sizes {
            let big = sizes.last().unwrap_or(small);
            let photo = json!({
                "small_file_id": small["file_id"], "small_file_unique_id": small["file_unique_id"],
                "big_file_id": big["file_id"], "big_file_unique_id": big["file_unique_id"],
            });
            members.insert("photo".to_owned(), photo);
        }
        let is_over = |until: i64| until != 0 && until <= self.clock.date();
        let status = profile.emoji_status.as_ref().filter(|status| !is_over(status.until));
        if let Some(EmojiStatus { emoji, until }) = status {
            members.insert("emoji_status_custom_emoji_id".to_owned(), json!(emoji));
            if *until != 0 {
                members.insert("emoji_status_expiration_date".to_owned(), json!(until));
            }
        }
        if let Some(audio) = profile.audios.first() {
            members.insert("first_profile_audio".to_owned(), audio.clone());
        }
        if let Some(chat) = profile.personal_chat.filter(|chat| self.chats.contains_key(chat)) {
            members.insert("personal_chat".to_owned(), self.chat_json(Talk::Chat(chat)));
        }
        members
    }

    /// The newest messages of the channel that a user shows, from the newest to the oldest.
    pub(crate) fn personal_messages(&self, user: i64, limit: usize) -> Vec<Value> {
        let chat = self.profiles.get(user).and_then(|profile| profile.personal_chat);
        let messages = chat.and_then(|chat| self.talks.get(&Talk::Chat(chat)));
        let newest = messages.into_iter().flat_map(|all| all.values().rev());
        newest.take(limit).map(|stored| stored.json.clone()).collect()
    }
}
