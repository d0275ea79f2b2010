//! What a run found.

use std::fmt;

/// Why a run could not take place.
pub(crate) type RunError = Box<dyn std::error::Error + Send + Sync>;

/// Figures, and what must not be.
#[derive(Debug, Default)]
pub(crate) struct Report {
    figures: Vec<(String, String)>,
    faults: Vec<String>,
}

impl Report {
    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: impl Into<String>, value: impl fmt::Display) {
        self.figures.push((name.into(), value.to_string()));
    }

    /// Adds a fault for each of these numbers that is not 0.
    pub(crate) fn none_of(&mut self, what: &str, number: u64) {
        if number > 0 {
            self.fault(format!("{number} {what}"));
        }
    }

    /// Adds a fault.
    pub(crate) fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    /// Adds what another report says, under a name.
    pub(crate) fn add(&mut self, name: &str, other: Self) {
        let figures = other.figures.into_iter();
        self.figures.extend(figures.map(|(figure, value)| (format!("{name}: {figure}"), value)));
        self.faults.extend(other.faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }

    /// Whether there is no fault.
    pub(crate) fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.figures {
            writeln!(f, "{name}: {value}")?;
        }
        self.faults.iter().try_for_each(|fault| writeln!(f, "FAULT {fault}"))
    }
}
