//! What a run has found.

use std::{collections::BTreeMap, fmt, time::Duration};

/// The failures by kind, and counts.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) trees: u64,
    /// The trees whose `MarkdownV2` needs no further line breaks.
    pub(crate) exact: u64,
    pub(crate) documents: u64,
    pub(crate) bytes: usize,
    pub(crate) messages: u64,
    /// The documents that are rich messages too.
    pub(crate) rich: u64,
    pub(crate) slowest: Duration,
    failures: BTreeMap<String, Failures>,
}

#[derive(Debug)]
struct Failures {
    count: u64,
    /// The first seed, and what was found.
    seed: u64,
    details: String,
}

impl Report {
    pub(crate) fn add(&mut self, kind: &str, seed: u64, details: String) {
        let failures = Failures { count: 0, seed, details };
        self.failures.entry(kind.to_owned()).or_insert(failures).count += 1;
    }

    pub(crate) fn has_no_failure(&self) -> bool {
        self.failures.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trees, exact, documents, bytes, messages, rich, slowest, .. } = self;
        writeln!(
            f,
            "{trees} trees, {exact} of them the same in MarkdownV2 without further line breaks"
        )?;
        writeln!(
            f,
            "{documents} documents of {bytes} bytes in {messages} messages, {rich} rich messages; \
             the slowest one took {slowest:?}"
        )?;
        for (kind, Failures { count, seed, details }) in &self.failures {
            writeln!(f, "{count} × {kind}, first with seed {seed}:\n{details}")?;
        }
        Ok(())
    }
}
