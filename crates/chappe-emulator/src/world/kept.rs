//! The bound of what is kept: messages, calls, updates and queries.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::{GamePlace, Talk, World};

impl World {
    /// Keeps only the newest messages of each conversation, calls, updates and queries.
    pub(crate) fn keep(&mut self, most: usize) {
        self.kept = Some(most);
        for talk in self.talks.keys().copied().collect::<Vec<_>>() {
            self.forget_messages(talk);
        }
        self.message_state.ephemeral.keep(most);
        self.message_state.topics.keep(most);
        self.forget_calls();
        self.forget_queries();
    }

    /// Removes the oldest messages of a conversation.
    pub(super) fn forget_messages(&mut self, talk: Talk) {
        let Some(most) = self.kept else { return };
        while let Some(messages) = self.talks.get_mut(&talk).filter(|all| all.len() > most) {
            let Some((id, gone)) = messages.pop_first() else { return };
            self.forget_state_of(talk, id, &gone.json);
        }
        self.forget_calls();
        self.forget_queries();
    }

    /// Removes messages. Returns the ids of those that were there.
    pub(crate) fn remove_messages(&mut self, talk: Talk, ids: &[i64]) -> Vec<i64> {
        let mut gone = Vec::new();
        for id in ids {
            let removed = self.talks.get_mut(&talk).and_then(|messages| messages.remove(id));
            if let Some(removed) = removed {
                self.forget_state_of(talk, *id, &removed.json);
                gone.push(*id);
            }
        }
        gone
    }

    /// Removes what belongs to a message that was removed.
    fn forget_state_of(&mut self, talk: Talk, id: i64, gone: &Value) {
        self.reactions.remove(&(talk, id));
        self.bills.sent.remove(&(talk, id));
        self.paid_media.forget(talk, id);
        self.discussions.forget(talk, id);
        self.message_state.live.forget(talk, gone);
        if let Some(pinned) = self.pinned.get_mut(&talk) {
            pinned.retain(|other| *other != id);
        }
        if !gone["via_bot"].is_null() {
            if let Some(inline) = self.inline_message_at(talk, id) {
                self.inline_messages.remove(&inline);
                self.message_state.scores.forget(&GamePlace::Inline(inline));
            }
        }
        if let Some(poll) = gone["poll"]["id"].as_str() {
            self.forget_poll(poll, (talk, id));
        }
    }

    /// Removes the oldest calls and updates.
    pub(crate) fn forget_calls(&mut self) {
        if let Some(most) = self.kept {
            self.journal.keep(most);
            self.history.keep(most);
        }
    }

    /// Removes the oldest queries, if there are twice as many as are kept.
    fn forget_queries(&mut self) {
        let Some(most) = self.kept else { return };
        newest(&mut self.callbacks, most, |query| query.at);
        newest(&mut self.inlines, most, |query| query.at);
        newest(&mut self.payments, most, |query| query.at);
        self.web_apps.keep(most);
    }
}

/// Keeps the newest entries of a map that has at least twice as many.
fn newest<T>(map: &mut BTreeMap<String, T>, most: usize, at: impl Fn(&T) -> f64) {
    if map.len() <= 2 * most {
        return;
    }
    let mut times: Vec<f64> = map.values().map(&at).collect();
    times.sort_unstable_by(f64::total_cmp);
    let since = times[times.len() - most.max(1)];
    map.retain(|_, value| at(value) >= since);
}
