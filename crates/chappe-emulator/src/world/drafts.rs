//! Drafts of messages that bots generate: they grow until the message replaces them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Talk, World, conversation_event};

/// How long a draft is shown, in seconds.
const SHOWN: f64 = 30.0;

/// A draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) id: i64,
    /// The members of the message that the draft becomes.
    pub(crate) content: Map<String, Value>,
    /// Whether the user can stop the generation.
    pub(crate) can_stop: bool,
    /// Whether the draft stays when the user stops the generation.
    pub(crate) keep_on_stop: bool,
    /// When the draft disappears, in Unix time.
    until: f64,
}

/// The drafts of all private chats, by thread; 0 without one.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Drafts(#[serde(with = "crate::world::pairs")] BTreeMap<(Talk, i64), Draft>);

impl Draft {
    pub(crate) fn new(id: i64, content: Map<String, Value>) -> Self {
        Self { id, content, can_stop: false, keep_on_stop: false, until: 0.0 }
    }

    fn json(&self, thread: i64) -> Value {
        let mut json = self.content.clone();
        json.insert("draft_id".to_owned(), json!(self.id));
        json.insert("can_stop".to_owned(), json!(self.can_stop));
        if thread != 0 {
            json.insert("message_thread_id".to_owned(), json!(thread));
        }
        json.into()
    }
}

impl World {
    /// Shows a draft instead of the one before it.
    pub(crate) fn show_draft(&mut self, talk: Talk, thread: i64, draft: Draft) {
        let draft = Draft { until: self.clock.now() + SHOWN, ..draft };
        let event = conversation_event(talk, "draft", draft.json(thread));
        self.message_state.drafts.0.insert((talk, thread), draft);
        self.emit("draft", event);
    }

    /// Removes the draft of a thread, if there is one.
    pub(crate) fn remove_draft(&mut self, talk: Talk, thread: i64) -> Option<Draft> {
        let draft = self.message_state.drafts.0.remove(&(talk, thread))?;
        let event = json!({"draft_id": draft.id, "is_removed": true});
        self.emit("draft", conversation_event(talk, "draft", event));
        Some(draft).filter(|draft| draft.until > self.clock.now())
    }

    /// The draft of a thread that is still shown.
    pub(crate) fn draft(&self, talk: Talk, thread: i64) -> Option<&Draft> {
        let draft = self.message_state.drafts.0.get(&(talk, thread));
        draft.filter(|draft| draft.until > self.clock.now())
    }

    /// The drafts of a private chat that are still shown, by thread.
    pub(crate) fn drafts(&self, talk: Talk) -> Vec<Value> {
        let of = self.message_state.drafts.0.range((talk, i64::MIN)..=(talk, i64::MAX));
        let now = self.clock.now();
        let shown = of.filter(|(_, draft)| draft.until > now);
        shown.map(|((_, thread), draft)| draft.json(*thread)).collect()
    }

    /// Forgets the drafts that are no longer shown.
    pub(super) fn forget_drafts(&mut self) {
        let now = self.clock.now();
        let gone = |(key, draft): (&(Talk, i64), &Draft)| (draft.until <= now).then_some(*key);
        let gone: Vec<_> = self.message_state.drafts.0.iter().filter_map(gone).collect();
        for (talk, thread) in gone {
            self.remove_draft(talk, thread);
        }
    }
}
