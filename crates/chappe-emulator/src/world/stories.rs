//! The stories of business accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The stories of all accounts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stories {
    /// By account and number.
    #[serde(with = "crate::world::pairs")]
    by_id: BTreeMap<(i64, i64), Story>,
    /// The number of the last story of each account; numbers are not reused.
    last: BTreeMap<i64, i64>,
}

/// A story that a bot posted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Story {
    pub(crate) bot: i64,
    /// `photo` or `video`, and the caption with its entities.
    pub(crate) content: Map<String, Value>,
    /// `StoryArea`s.
    pub(crate) areas: Value,
    /// When it expires.
    pub(crate) until: i64,
    /// Whether it stays on the page of the account.
    pub(crate) is_on_page: bool,
    pub(crate) is_protected: bool,
}

impl Story {
    fn is_visible(&self, now: i64) -> bool {
        self.is_on_page || now < self.until
    }
}

impl Stories {
    /// Adds a story to an account. Returns its number.
    pub(crate) fn post(&mut self, account: i64, story: Story) -> i64 {
        let last = self.last.entry(account).or_default();
        *last += 1;
        self.by_id.insert((account, *last), story);
        *last
    }

    /// A story that a bot posted and that has not expired.
    pub(crate) fn own(&mut self, bot: i64, id: (i64, i64), now: i64) -> Option<&mut Story> {
        let story = self.by_id.get_mut(&id);
        story.filter(|story| story.bot == bot && story.is_visible(now))
    }

    pub(crate) fn remove(&mut self, id: (i64, i64)) {
        self.by_id.remove(&id);
    }

    /// The stories of an account that have not expired, from the oldest to the newest.
    pub(crate) fn of(&self, account: i64, now: i64) -> Vec<Value> {
        let all = self.by_id.range((account, i64::MIN)..=(account, i64::MAX));
        let visible = all.filter(|(_, story)| story.is_visible(now));
        let shown = visible.map(|((_, id), story)| {
            let mut json = Value::Object(story.content.clone());
            json["id"] = json!(id);
            json["areas"] = story.areas.clone();
            json["until"] = json!(story.until);
            json["is_on_page"] = json!(story.is_on_page);
            json["has_protected_content"] = json!(story.is_protected);
            json
        });
        shown.collect()
    }
}
