//! The chats of a broadcast that are done.

use std::collections::BTreeSet;

use chappe_types::ChatId;
use serde_json::{Value, json};

use crate::broadcast::progress::Progress;

/// The number in stored cursors.
const VERSION: u64 = 1;

/// The chats that are done: all up to one id, and some after it, because calls end in another order
/// than they begin.
///
/// Chats are visited in ascending order of their ids. Therefore chats that are added to the list or
/// removed from it between two runs change nothing for the others.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    /// All chats up to this one are done.
    after: Option<ChatId>,
    /// The chats after it that are done.
    done: BTreeSet<ChatId>,
    /// The chats that were visited and are not done.
    open: BTreeSet<ChatId>,
    /// The last chat that was visited.
    last: Option<ChatId>,
    pub(super) is_finished: bool,
}

/// The result of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// The chat is not done.
    Open,
    /// The chat is done, or was visited before.
    Done,
    /// The chat comes before this one, which was visited before.
    OutOfOrder(ChatId),
}

impl Cursor {
    /// Returns whether a chat is done.
    pub(super) fn is_done(&self, chat: ChatId) -> bool {
        self.after.is_some_and(|after| chat <= after) || self.done.contains(&chat)
    }

    /// Visits the next chat.
    pub(super) fn visit(&mut self, chat: ChatId) -> Visit {
        match self.last {
            Some(last) if chat < last => return Visit::OutOfOrder(last),
            Some(last) if chat == last => return Visit::Done,
            _ => self.last = Some(chat),
        }
        if self.is_done(chat) {
            self.advance();
            return Visit::Done;
        }
        self.open.insert(chat);
        Visit::Open
    }

    /// Records that a visited chat is done.
    pub(super) fn complete(&mut self, chat: ChatId) {
        if self.open.remove(&chat) {
            self.done.insert(chat);
            self.advance();
        }
    }

    /// Returns the number of chats that have to be stored by id.
    pub(super) fn len(&self) -> usize {
        self.done.len()
    }

    /// Moves `after` over the chats that are done, up to the first one that is not, or that was not
    /// visited.
    fn advance(&mut self) {
        while let Some(first) = self.done.first().copied() {
            let is_visited = self.last.is_some_and(|last| first <= last);
            let is_before_open = self.open.first().is_none_or(|open| first < *open);
            if !is_visited || !is_before_open {
                return;
            }
            self.done.pop_first();
            self.after = self.after.max(Some(first));
        }
    }

    /// Returns the cursor and the counts as text.
    pub(super) fn to_text(&self, progress: &Progress) -> String {
        json!({
            "version": VERSION,
            "after": self.after.map(|chat| chat.0),
            "done": self.done.iter().map(|chat| chat.0).collect::<Vec<_>>(),
            "is_finished": self.is_finished,
            "sent": progress.sent,
            "unreachable": progress.unreachable,
            "refused": progress.refused,
            "uncertain": progress.uncertain,
        })
        .to_string()
    }

    /// Reads the text of a cursor; `None` if it is none.
    pub(super) fn from_text(text: &str) -> Option<(Self, Progress)> {
        let json: Value = serde_json::from_str(text).ok()?;
        if json["version"] != VERSION {
            return None;
        }
        let after = match &json["after"] {
            Value::Null => None,
            after => Some(ChatId(after.as_i64()?)),
        };
        let done = json["done"].as_array()?.iter().map(|chat| chat.as_i64().map(ChatId));
        let cursor = Self {
            after,
            done: done.collect::<Option<_>>()?,
            is_finished: json["is_finished"].as_bool()?,
            ..Self::default()
        };
        let progress = Progress {
            sent: json["sent"].as_u64()?,
            unreachable: json["unreachable"].as_u64()?,
            refused: json["refused"].as_u64()?,
            uncertain: json["uncertain"].as_u64()?,
            total: None,
        };
        Some((cursor, progress))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_of_a_cursor_is_read_again_and_other_texts_are_refused() {
        let mut cursor = Cursor::default();
        for chat in [-5, 1, 2, 3] {
            assert_eq!(cursor.visit(ChatId(chat)), Visit::Open);
        }
        cursor.complete(ChatId(-5));
        cursor.complete(ChatId(2));
        let progress = Progress { sent: 2, ..Progress::default() };
        let text = cursor.to_text(&progress);
        let (read, counts) = Cursor::from_text(&text).unwrap();
        assert_eq!((read.after, counts), (Some(ChatId(-5)), progress));
        assert_eq!(read.done, BTreeSet::from([ChatId(2)]));
        for text in ["", "{}", "[]", r#"{"version":2}"#, r#"{"version":1,"after":"a"}"#] {
            assert!(Cursor::from_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn chats_are_visited_once_and_in_ascending_order() {
        let mut cursor = Cursor::default();
        let visits = [3, 3, 5, 4].map(|chat| cursor.visit(ChatId(chat)));
        assert_eq!(visits, [Visit::Open, Visit::Done, Visit::Open, Visit::OutOfOrder(ChatId(5))]);
    }

    proptest! {
        #[test]
        fn after_any_number_of_kills_each_chat_is_done_once_or_was_in_flight(
            chats in prop::collection::btree_set(-40..40_i64, 1..60),
            removed in prop::collection::btree_set(-40..40_i64, 0..10),
            steps in prop::collection::vec((any::<prop::sample::Index>(), 0..10_u8), 1..300),
        ) {
            let (mut cursor, mut list) = (Cursor::default(), chats.clone());
            let mut sent: Vec<i64> = Vec::new();
            let mut rest = list.clone().into_iter();
            let mut open: Vec<i64> = Vec::new();
            for (index, action) in steps {
                match action {
                    0 => {
                        // Killed: what is in flight is not done. The list changes meanwhile.
                        open.clear();
                        list.retain(|chat| !removed.contains(chat));
                        cursor = Cursor::from_text(&cursor.to_text(&Progress::default())).unwrap().0;
                        rest = list.clone().into_iter();
                    }
                    1..5 => {
                        if let Some(chat) = rest.next() {
                            if cursor.visit(ChatId(chat)) == Visit::Open {
                                open.push(chat);
                            }
                        }
                    }
                    _ if open.is_empty() => {}
                    _ => {
                        let chat = open.swap_remove(index.index(open.len()));
                        sent.push(chat);
                        cursor.complete(ChatId(chat));
                        prop_assert!(cursor.is_done(ChatId(chat)));
                    }
                }
                let mut unique = sent.clone();
                unique.sort_unstable();
                unique.dedup();
                prop_assert_eq!(unique.len(), sent.len(), "no chat is done twice");
                for chat in &chats {
                    let is_sent = sent.contains(chat);
                    let is_gone = removed.contains(chat);
                    prop_assert!(is_gone || is_sent == cursor.is_done(ChatId(*chat)));
                }
            }
        }
    }
}
