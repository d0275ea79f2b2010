//! The index: which steps of a program could match an event.
//!
//! Each step that names what it matches on stands in one list a key; all
//! others stand in the list of those that are always tried. An event's keys
//! give a few ascending lists, whose union is walked in order. The index leaves
//! out only what would say no without a trace, so a program behaves the same
//! with and without it.

use chappe_types::{ChatId, ChatType, Update};

use crate::{
    engine::{program::Step, words::Words},
    filter::{BoxFilter, Content, Key, Selector, command_word, lower, text_of},
};

/// Steps by what they match on.
#[derive(Default)]
pub(crate) struct Index {
    // Ascending positions; the first list holds those that are always tried.
    lists: Vec<Vec<u32>>,
    commands: Words,
    commands_ignoring_case: Words,
    texts: Words,
    // By length in bytes.
    prefixes: Vec<(usize, Words)>,
    // By the bytes of its id.
    chats: Words,
    chat_types: Vec<(ChatType, u32)>,
    contents: Vec<(Content, u32)>,
}

/// The steps that could match one event.
#[derive(Clone, Copy)]
pub(crate) struct Candidates {
    lists: [u32; MOST_LISTS],
    // `None`: too many lists; every step is tried.
    count: Option<u8>,
}

/// Lists that are merged; an event that is in more of them is not worth it.
const MOST_LISTS: usize = 8;

impl Candidates {
    /// Every step.
    pub(crate) const ALL: Self = Self { lists: [0; MOST_LISTS], count: None };

    fn push(&mut self, list: u32) {
        self.count = match self.count {
            Some(count) if usize::from(count) < MOST_LISTS => {
                self.lists[usize::from(count)] = list;
                Some(count + 1)
            }
            _ => None,
        };
    }

    fn extend(&mut self, list: Option<u32>) {
        if let Some(list) = list {
            self.push(list);
        }
    }
}

impl Index {
    /// Builds the index; `None` if no step could be looked up.
    pub(crate) fn of(steps: &[Step]) -> Option<Self> {
        let mut index = Self::default();
        index.lists.push(Vec::new());
        for (step, position) in steps.iter().zip(0_u32..) {
            let selector = match step {
                Step::Route(route) => leading_selector(&route.filters),
                Step::Gate { .. } | Step::Enter { .. } | Step::Boundary(_) => Selector::any(),
            };
            match selector.as_keys() {
                None => index.lists[0].push(position),
                Some(keys) => {
                    for key in keys {
                        index.add(key, position);
                    }
                }
            }
        }
        (index.lists.len() > 1 || index.lists[0].len() < steps.len()).then_some(index)
    }

    fn add(&mut self, key: &Key, position: u32) {
        let next = u32::try_from(self.lists.len()).expect("a program has fewer than 2^32 steps");
        let list = match key {
            Key::Command(word) => self.commands.get_or_insert(word.as_bytes(), next),
            Key::CommandIgnoringCase(word) => {
                self.commands_ignoring_case.get_or_insert(word.as_bytes(), next)
            }
            Key::Text(text) => self.texts.get_or_insert(text.as_bytes(), next),
            Key::Prefix(prefix) => {
                self.prefixes_like(prefix).get_or_insert(prefix.as_bytes(), next)
            }
            Key::Chat(chat) => self.chats.get_or_insert(&bytes_of(*chat), next),
            Key::ChatType(wanted) => find_or_insert(&mut self.chat_types, wanted, next),
            Key::Content(wanted) => find_or_insert(&mut self.contents, wanted, next),
        };
        if list == next {
            self.lists.push(Vec::new());
        }
        let list = &mut self.lists[list as usize];
        if list.last() != Some(&position) {
            list.push(position);
        }
    }

    /// The prefixes that are as long as this one.
    fn prefixes_like(&mut self, prefix: &str) -> &mut Words {
        let mut at = 0;
        while self.prefixes.get(at).is_some_and(|(length, _)| *length != prefix.len()) {
            at += 1;
        }
        if at == self.prefixes.len() {
            self.prefixes.push((prefix.len(), Words::default()));
        }
        &mut self.prefixes[at].1
    }

    /// Looks an event up.
    pub(crate) fn candidates(&self, update: &Update) -> Candidates {
        let mut found = Candidates { lists: [0; MOST_LISTS], count: Some(0) };
        if !self.lists[0].is_empty() {
            found.push(0);
        }
        self.look_up_command(update, &mut found);
        self.look_up_text(update, &mut found);
        self.look_up_chat(update, &mut found);
        for (content, list) in &self.contents {
            let holds = match content {
                Content::Text => text_of(update).is_some(),
                content => update.message().is_some_and(|message| content.is_in(message)),
            };
            if holds {
                found.push(*list);
            }
        }
        found
    }

    fn look_up_command(&self, update: &Update, found: &mut Candidates) {
        if self.commands.is_empty() && self.commands_ignoring_case.is_empty() {
            return;
        }
        let Some(word) = command_word(update) else { return };
        found.extend(self.commands.get(word.as_bytes()));
        if !self.commands_ignoring_case.is_empty() {
            found.extend(self.commands_ignoring_case.get(lower(word).as_bytes()));
        }
    }

    fn look_up_text(&self, update: &Update, found: &mut Candidates) {
        if self.texts.is_empty() && self.prefixes.is_empty() {
            return;
        }
        let Some(text) = text_of(update) else { return };
        found.extend(self.texts.get(text.as_bytes()));
        for (length, lists) in &self.prefixes {
            if let Some(prefix) = text.as_bytes().get(..*length) {
                found.extend(lists.get(prefix));
            }
        }
    }

    fn look_up_chat(&self, update: &Update, found: &mut Candidates) {
        if self.chats.is_empty() && self.chat_types.is_empty() {
            return;
        }
        let Some(chat) = update.chat() else { return };
        found.extend(self.chats.get(&bytes_of(chat.id)));
        for (wanted, list) in &self.chat_types {
            if chat.r#type == *wanted {
                found.push(*list);
            }
        }
    }

    /// The first candidate that is not before `from`.
    pub(crate) fn next(&self, candidates: &Candidates, from: usize) -> Option<usize> {
        let Some(count) = candidates.count else { return Some(from) };
        let mut first = None;
        for list in &candidates.lists[..usize::from(count)] {
            let list = &self.lists[*list as usize];
            let at = list.partition_point(|position| (*position as usize) < from);
            if let Some(position) = list.get(at).map(|position| *position as usize) {
                first = Some(first.map_or(position, |first: usize| first.min(position)));
            }
        }
        first
    }
}

/// A chat as a word.
fn bytes_of(chat: ChatId) -> [u8; 8] {
    chat.0.to_ne_bytes()
}

fn find_or_insert<K: PartialEq + Clone>(entries: &mut Vec<(K, u32)>, key: &K, list: u32) -> u32 {
    for (known, list) in &*entries {
        if known == key {
            return *list;
        }
    }
    entries.push((key.clone(), list));
    list
}

/// The narrowest selector that is asked before any filter could store or fail.
fn leading_selector(filters: &[BoxFilter]) -> Selector {
    let mut narrowest = Selector::any();
    for filter in filters {
        narrowest = narrowest.and(filter.selector.clone());
        if !filter.is_pure {
            break;
        }
    }
    narrowest
}
