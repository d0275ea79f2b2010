//! The command line.

/// The help text.
const USAGE: &str = "usage: texts [--seed N] [--trees N] [--documents N]";

/// The options of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommandLine {
    /// The seed of the first tree and of the first document; each further one has the next seed.
    pub(crate) seed: u64,
    pub(crate) trees: u64,
    pub(crate) documents: u64,
}

impl CommandLine {
    /// Parses the arguments.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with them.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut line = Self { seed: 1, trees: 1_000_000, documents: 100_000 };
        while let Some(argument) = arguments.next() {
            let value = arguments.next().and_then(|value| value.parse().ok());
            let value: u64 = value.ok_or(format!("`{argument}` needs a number\n{USAGE}"))?;
            match &*argument {
                "--seed" => line.seed = value,
                "--trees" => line.trees = value,
                "--documents" => line.documents = value,
                _ => return Err(format!("`{argument}` is not a known argument\n{USAGE}")),
            }
        }
        Ok(line)
    }
}
