//! Sample values of all types that methods take.

use std::collections::BTreeMap;

use chappe_types::{ChatId, DynMethod, FileId, InputFile, Recipient, Str, Upload};

use crate::generated::methods;

/// How many parameters of a method are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Only the required ones.
    Required,
    /// All parameters, and all members of all objects in them.
    Everything,
}

/// All methods of the Bot API; unions and enumerations take another member in each round.
pub fn every_method(extent: Extent, rounds: usize) -> Vec<Box<dyn DynMethod>> {
    let mut samples = Samples::new(extent);
    (0..rounds).flat_map(|_| methods(&mut samples)).collect()
}

/// The depth to which optional objects are nested.
const DEPTH: usize = 8;

pub(crate) struct Samples {
    extent: Extent,
    depth: usize,
    next: i64,
    /// The number of choices so far, by depth. With one counter for all depths, some
    /// members could never be chosen.
    choices: BTreeMap<(&'static str, usize), usize>,
}

/// A type with samples.
pub(crate) trait Sample {
    fn sample(samples: &mut Samples) -> Self;
}

impl Samples {
    pub(crate) fn new(extent: Extent) -> Self {
        Self { extent, depth: 0, next: 0, choices: BTreeMap::new() }
    }

    pub(crate) fn make<T: Sample>(&mut self) -> T {
        self.depth += 1;
        let sample = T::sample(self);
        self.depth -= 1;
        sample
    }

    /// Whether optional values are set at this depth.
    pub(crate) fn wants_all(&self) -> bool {
        self.extent == Extent::Everything && self.depth < DEPTH
    }

    /// Returns each of `count` numbers in turn; the leaf at the nesting limit.
    pub(crate) fn choose(&mut self, what: &'static str, among: usize, leaf: usize) -> usize {
        if self.depth >= DEPTH {
            return leaf;
        }
        let made = self.choices.entry((what, self.depth)).or_default();
        let choice = *made % among;
        *made += 1;
        choice
    }

    pub(crate) fn number(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// A text with characters that must be escaped in JSON and in forms.
    pub(crate) fn text(&mut self) -> String {
        format!("\"{}\"\r\n--ä\\", self.number())
    }

    pub(crate) fn upload(&mut self) -> InputFile {
        Upload::bytes(self.text(), self.text().into_bytes()).into()
    }
}

impl Sample for bool {
    fn sample(_: &mut Samples) -> Self {
        true
    }
}

impl Sample for i64 {
    fn sample(samples: &mut Samples) -> Self {
        samples.number()
    }
}

impl Sample for f64 {
    fn sample(_: &mut Samples) -> Self {
        -1.5
    }
}

impl Sample for Str {
    fn sample(samples: &mut Samples) -> Self {
        samples.text().into()
    }
}

impl Sample for Recipient {
    fn sample(samples: &mut Samples) -> Self {
        match samples.choose("Recipient", 2, 0) {
            1 => Self::Username("@somebody".into()),
            _ => Self::Id(ChatId(-1_001_234_567_890)),
        }
    }
}

impl Sample for InputFile {
    fn sample(samples: &mut Samples) -> Self {
        match samples.choose("InputFile", 3, 0) {
            1 => Self::Url("https://example.org/?a=\"b\"&c".into()),
            2 => samples.upload(),
            _ => Self::Id(FileId::from(&*samples.text())),
        }
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(samples: &mut Samples) -> Self {
        let length = if samples.depth < DEPTH { 2 } else { 0 };
        (0..length).map(|_| samples.make()).collect()
    }
}
