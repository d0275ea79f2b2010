//! The index of a program: which of its steps could match an update.
//!
//! Filters may declare the keys that they match on, such as a command or a text
//! ([`Selector`]). A route with such filters is in the list of each of its keys. Every other
//! step is in the list of steps that are always tried. The keys of an update select a few
//! lists of ascending positions, which are merged in order. The index leaves out only routes whose
//! filters would decline without storing a value or failing, so a program behaves the same with
//! and without it.

use std::collections::{BTreeMap, HashMap};

use chappe_types::{ChatId, ChatType, Update};
use foldhash::quality::RandomState;

use crate::{
    engine::program::Step,
    filter::{BoxFilter, Content, Key, Selector},
    text::{command_word, lower, text_of},
};

/// The positions of steps, ascending.
type Positions = Vec<u32>;

/// The steps of a program by the keys that they match on.
#[derive(Default)]
pub(crate) struct Index {
    /// Tried for every update.
    always: Positions,
    commands: HashMap<Box<str>, Positions, RandomState>,
    commands_ignoring_case: HashMap<Box<str>, Positions, RandomState>,
    texts: HashMap<Box<str>, Positions, RandomState>,
    /// By the length of the prefix in bytes.
    prefixes: BTreeMap<usize, HashMap<Box<str>, Positions, RandomState>>,
    chats: HashMap<ChatId, Positions, RandomState>,
    chat_types: Vec<(ChatType, Positions)>,
    contents: Vec<(Content, Positions)>,
}

/// The steps that could match one update.
pub(crate) enum Candidates<'i> {
    All,
    /// Those in one of the first `count` lists.
    Few {
        lists: [&'i [u32]; FEW],
        count: usize,
    },
    /// Those in one of these lists.
    Many(Vec<&'i [u32]>),
}

/// The number of lists that are merged without an allocation.
const FEW: usize = 4;

impl<'i> Candidates<'i> {
    fn add(&mut self, list: Option<&'i Positions>) {
        let Some(list) = list.filter(|list| !list.is_empty()) else { return };
        match self {
            Self::All => {}
            Self::Few { lists, count } if *count < FEW => {
                lists[*count] = list;
                *count += 1;
            }
            Self::Few { lists, .. } => {
                let mut many = lists.to_vec();
                many.push(list);
                *self = Self::Many(many);
            }
            Self::Many(lists) => lists.push(list),
        }
    }

    /// Returns the position of the first candidate at or after `from`.
    pub(crate) fn next(&self, from: usize) -> Option<usize> {
        let lists = match self {
            Self::All => return Some(from),
            Self::Few { lists, count } => &lists[..*count],
            Self::Many(lists) => lists,
        };
        let first_of = |list: &&[u32]| {
            let at = list.partition_point(|position| (*position as usize) < from);
            list.get(at).map(|position| *position as usize)
        };
        lists.iter().filter_map(first_of).min()
    }
}

impl Index {
    /// Builds the index. Returns `None` if every step would always be tried.
    pub(crate) fn new(steps: &[Step]) -> Option<Self> {
        let mut index = Self::default();
        for (step, position) in steps.iter().zip(0_u32..) {
            let selector = match step {
                Step::Route(route) => leading_selector(&route.filters),
                Step::Guard { .. } | Step::Layers { .. } | Step::Subrouter(_) => Selector::any(),
            };
            match selector.as_keys() {
                None => index.always.push(position),
                Some(keys) => keys.iter().for_each(|key| index.add(key, position)),
            }
        }
        (index.always.len() < steps.len()).then_some(index)
    }

    fn add(&mut self, key: &Key, position: u32) {
        let list = match key {
            Key::Command(word) => entry(&mut self.commands, word),
            Key::CommandIgnoringCase(word) => entry(&mut self.commands_ignoring_case, word),
            Key::Text(text) => entry(&mut self.texts, text),
            Key::Prefix(prefix) => entry(self.prefixes.entry(prefix.len()).or_default(), prefix),
            Key::Chat(chat) => self.chats.entry(*chat).or_default(),
            Key::ChatType(chat_type) => find_or_insert(&mut self.chat_types, chat_type),
            Key::Content(content) => find_or_insert(&mut self.contents, content),
        };
        if list.last() != Some(&position) {
            list.push(position);
        }
    }

    /// Returns the steps that could match an update.
    pub(crate) fn candidates(&self, update: &Update) -> Candidates<'_> {
        let mut found = Candidates::Few { lists: [&[]; FEW], count: 0 };
        found.add(Some(&self.always));
        self.look_up_command(update, &mut found);
        self.look_up_text(update, &mut found);
        self.look_up_chat(update, &mut found);
        for (content, list) in &self.contents {
            let has_content = match content {
                Content::Text => text_of(update).is_some(),
                content => update.message().is_some_and(|message| content.is_in(message)),
            };
            found.add(has_content.then_some(list));
        }
        found
    }

    fn look_up_command<'i>(&'i self, update: &Update, found: &mut Candidates<'i>) {
        if self.commands.is_empty() && self.commands_ignoring_case.is_empty() {
            return;
        }
        let Some(word) = command_word(update) else { return };
        found.add(self.commands.get(word));
        if !self.commands_ignoring_case.is_empty() {
            found.add(self.commands_ignoring_case.get(&*lower(word)));
        }
    }

    fn look_up_text<'i>(&'i self, update: &Update, found: &mut Candidates<'i>) {
        if self.texts.is_empty() && self.prefixes.is_empty() {
            return;
        }
        let Some(text) = text_of(update) else { return };
        found.add(self.texts.get(text));
        for (length, lists) in &self.prefixes {
            found.add(text.get(..*length).and_then(|prefix| lists.get(prefix)));
        }
    }

    fn look_up_chat<'i>(&'i self, update: &Update, found: &mut Candidates<'i>) {
        if self.chats.is_empty() && self.chat_types.is_empty() {
            return;
        }
        let Some(chat) = update.chat() else { return };
        found.add(self.chats.get(&chat.id));
        for (chat_type, list) in &self.chat_types {
            found.add((chat.r#type == *chat_type).then_some(list));
        }
    }
}

fn entry<'i>(
    lists: &'i mut HashMap<Box<str>, Positions, RandomState>,
    key: &str,
) -> &'i mut Positions {
    lists.entry(key.into()).or_default()
}

fn find_or_insert<'i, K: PartialEq + Clone>(
    lists: &'i mut Vec<(K, Positions)>,
    key: &K,
) -> &'i mut Positions {
    let found = lists.iter().position(|(existing, _)| existing == key);
    let at = found.unwrap_or_else(|| {
        lists.push((key.clone(), Positions::new()));
        lists.len() - 1
    });
    &mut lists[at].1
}

/// Returns the narrowest selector of the leading filters, up to and including the first one that
/// could store a value or fail.
fn leading_selector(filters: &[BoxFilter]) -> Selector {
    let mut narrowest = Selector::any();
    for filter in filters {
        narrowest = narrowest.and(filter.info.selector.clone());
        if !filter.info.is_pure {
            break;
        }
    }
    narrowest
}
