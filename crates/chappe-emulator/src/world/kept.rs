//! The bound of what is kept: messages, calls, updates and queries.

use std::collections::BTreeMap;

use crate::world::{Talk, World};

impl World {
    /// Keeps only the newest messages of each conversation, calls, updates and queries.
    pub(crate) fn keep(&mut self, most: usize) {
        self.kept = Some(most);
        for talk in self.talks.keys().copied().collect::<Vec<_>>() {
            self.forget_messages(talk);
        }
        self.forget_calls();
        self.forget_queries();
    }

    /// Removes the oldest messages of a conversation, and what belongs to them.
    pub(super) fn forget_messages(&mut self, talk: Talk) {
        let Some(most) = self.kept else { return };
        while let Some(messages) = self.talks.get_mut(&talk).filter(|all| all.len() > most) {
            let Some((id, gone)) = messages.pop_first() else { return };
            self.reactions.remove(&(talk, id));
            self.bills.sent.remove(&(talk, id));
            if let Some(pinned) = self.pinned.get_mut(&talk) {
                pinned.retain(|other| *other != id);
            }
            if !gone.json["via_bot"].is_null() {
                if let Some(inline) = self.inline_message_at(talk, id) {
                    self.inline_messages.remove(&inline);
                }
            }
            // A poll may be in a forwarded message too, in which it no longer changes.
            if let Some(poll) = gone.json["poll"]["id"].as_str() {
                self.polls.remove(poll);
            }
        }
        self.forget_calls();
        self.forget_queries();
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
