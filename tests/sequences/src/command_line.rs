//! The command line.

use std::time::Duration;

/// The help text.
const USAGE: &str = "usage: sequences [--seed N] [--count N] [--seconds N] [--steps N]";

/// The options of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The seed of the first sequence; each further one has the next seed.
    pub(crate) seed: u64,
    /// The most sequences.
    pub(crate) count: u64,
    /// The longest time.
    pub(crate) time: Duration,
    /// The most steps of a sequence.
    pub(crate) steps: u64,
}

impl CommandLine {
    /// Parses the arguments.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with them.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut line = Self { seed: 1, count: 100_000, time: Duration::MAX, steps: 60 };
        while let Some(argument) = arguments.next() {
            let value = arguments.next().and_then(|value| value.parse().ok());
            let value: u64 = value.ok_or(format!("`{argument}` needs a number\n{USAGE}"))?;
            match &*argument {
                "--seed" => line.seed = value,
                "--count" => line.count = value,
                "--seconds" => line.time = Duration::from_secs(value),
                "--steps" => line.steps = value.max(1),
                _ => return Err(format!("`{argument}` is not a known argument\n{USAGE}")),
            }
        }
        Ok(line)
    }
}
