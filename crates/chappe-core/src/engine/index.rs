//! The index: which steps of a program could match an event.
//!
//! Each step that names what it matches on stands in one list a key; all
//! others stand in the list of those that are always tried. An event's keys
//! give a few ascending lists, whose union is walked in order. The index leaves
//! out only what would say no without a trace, so a program behaves the same
//! with and without it.

use std::collections::HashMap;

use chappe_types::{ChatId, ChatType, Update};

use crate::{
    engine::{program::Step, words::WordMap},
    filter::{BoxFilter, Content, Key, Selector, command_word, lower, text_of},
};

/// Steps by what they match on.
#[derive(Default)]
pub(crate) struct Index {
    // Ascending positions; the first list holds those that are always tried.
    lists: Vec<Vec<u32>>,
    commands: WordMap<u32>,
    commands_ignoring_case: WordMap<u32>,
    texts: WordMap<u32>,
    // By length in bytes.
    prefixes: Vec<(usize, WordMap<u32>)>,
    chats: HashMap<ChatId, u32>,
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
}

impl Index {
    /// Builds the index; `None` if no step could be looked up.
    pub(crate) fn of(steps: &[Step]) -> Option<Self> {
        let mut index = Self { lists: vec![Vec::new()], ..Self::default() };
        for (step, position) in steps.iter().zip(0_u32..) {
            let selector = match step {
                Step::Route(route) => leading_selector(&route.filters),
                Step::Gate { .. } | Step::Enter { .. } | Step::Boundary(_) => Selector::any(),
            };
            match selector.as_keys() {
                None => index.lists[0].push(position),
                Some(keys) => keys.iter().for_each(|key| index.add(key, position)),
            }
        }
        (index.lists.len() > 1 || index.lists[0].len() < steps.len()).then_some(index)
    }

    fn add(&mut self, key: &Key, position: u32) {
        let next = u32::try_from(self.lists.len()).expect("a program has fewer than 2^32 steps");
        let list = match key {
            Key::Command(word) => *self.commands.entry(word.clone()).or_insert(next),
            Key::CommandIgnoringCase(word) => {
                *self.commands_ignoring_case.entry(word.clone()).or_insert(next)
            }
            Key::Text(text) => *self.texts.entry(text.clone()).or_insert(next),
            Key::Prefix(prefix) => {
                let lengths = &mut self.prefixes;
                let at = lengths.binary_search_by_key(&prefix.len(), |(length, _)| *length);
                let at = at.unwrap_or_else(|at| {
                    lengths.insert(at, (prefix.len(), WordMap::default()));
                    at
                });
                *lengths[at].1.entry(prefix.clone()).or_insert(next)
            }
            Key::Chat(chat) => *self.chats.entry(*chat).or_insert(next),
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
        self.commands.get(word).into_iter().for_each(|list| found.push(*list));
        if !self.commands_ignoring_case.is_empty() {
            let list = self.commands_ignoring_case.get(&*lower(word));
            list.into_iter().for_each(|list| found.push(*list));
        }
    }

    fn look_up_text(&self, update: &Update, found: &mut Candidates) {
        if self.texts.is_empty() && self.prefixes.is_empty() {
            return;
        }
        let Some(text) = text_of(update) else { return };
        self.texts.get(text).into_iter().for_each(|list| found.push(*list));
        for (length, lists) in &self.prefixes {
            let list = text.get(..*length).and_then(|prefix| lists.get(prefix));
            list.into_iter().for_each(|list| found.push(*list));
        }
    }

    fn look_up_chat(&self, update: &Update, found: &mut Candidates) {
        if self.chats.is_empty() && self.chat_types.is_empty() {
            return;
        }
        let Some(chat) = update.chat() else { return };
        self.chats.get(&chat.id).into_iter().for_each(|list| found.push(*list));
        for (wanted, list) in &self.chat_types {
            if chat.r#type == *wanted {
                found.push(*list);
            }
        }
    }

    /// The first candidate that is not before `from`.
    pub(crate) fn next(&self, candidates: &Candidates, from: usize) -> Option<usize> {
        let Some(count) = candidates.count else { return Some(from) };
        let lists = &candidates.lists[..usize::from(count)];
        let first_of = |list: &u32| {
            let list = &self.lists[*list as usize];
            let at = list.partition_point(|position| (*position as usize) < from);
            list.get(at).map(|position| *position as usize)
        };
        lists.iter().filter_map(first_of).min()
    }
}

fn find_or_insert<K: PartialEq + Clone>(entries: &mut Vec<(K, u32)>, key: &K, list: u32) -> u32 {
    if let Some((_, list)) = entries.iter().find(|(known, _)| known == key) {
        return *list;
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
