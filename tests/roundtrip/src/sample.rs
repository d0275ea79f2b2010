//! Values of all types that methods take.

use std::collections::BTreeMap;

use chappe_types::{ChatId, DynMethod, FileId, InputFile, Recipient, Str, Upload};

use crate::generated::methods;

/// How much of a method is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is required, and nothing else.
    Required,
    /// Every parameter, and every member of every object in it.
    Everything,
}

/// All methods of the Bot API, built; each choice, from one round to the next,
/// another one.
pub fn every_method(extent: Extent, rounds: usize) -> Vec<Box<dyn DynMethod>> {
    let mut samples = Samples::new(extent);
    (0..rounds).flat_map(|_| methods(&mut samples)).collect()
}

/// So deep are objects nested that are not required.
const DEPTH: usize = 8;

pub(crate) struct Samples {
    extent: Extent,
    depth: usize,
    next: i64,
    /// How often a choice was made, by depth: were all depths counted together,
    /// members could miss each other's turns for ever.
    choices: BTreeMap<(&'static str, usize), usize>,
}

/// Has a sample.
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

    /// Whether what is optional is set, here.
    pub(crate) fn wants_all(&self) -> bool {
        self.extent == Extent::Everything && self.depth < DEPTH
    }

    /// Each of so many in turn; the leaf where nesting must end.
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

    /// A text that must be escaped, in JSON and elsewhere.
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
