//! What a sequence must not cause.

use std::fmt;

use crate::step::Step;

/// A failure.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What is wrong, without values: failures of the same kind are reported once.
    pub(crate) kind: String,
    pub(crate) detail: String,
}

impl Failure {
    /// A failure whose kind is the text with numbers replaced.
    pub(crate) fn new(kind: &str, detail: impl Into<String>) -> Self {
        let mut short = String::new();
        for char in kind.chars() {
            match char.is_ascii_digit() {
                true if short.ends_with('#') => {}
                true => short.push('#'),
                false => short.push(char),
            }
        }
        Self { kind: short, detail: detail.into() }
    }
}

/// A failure with the sequence that causes it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) seed: u64,
    pub(crate) failure: Failure,
    pub(crate) steps: Vec<Step>,
    /// The number of steps before the snapshot.
    pub(crate) snapshot: Option<usize>,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, failure, steps, snapshot } = self;
        writeln!(f, "FAILURE with --seed {seed}: {}\n  {}", failure.kind, failure.detail)?;
        for (number, step) in steps.iter().enumerate() {
            if *snapshot == Some(number) {
                writeln!(f, "  (snapshot)")?;
            }
            writeln!(f, "  {step}")?;
        }
        if *snapshot == Some(steps.len()) {
            writeln!(f, "  (snapshot)")?;
        }
        Ok(())
    }
}
