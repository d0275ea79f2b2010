//! [`Report`]: the result of a run.

use std::fmt;

/// Error of a run that could not be completed.
pub(crate) type RunError = Box<dyn std::error::Error + Send + Sync>;

/// Figures, and violated guarantees.
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

    /// Adds a fault if a number is not 0.
    pub(crate) fn fault_if_any(&mut self, what: &str, number: u64) {
        if number > 0 {
            self.fault(format!("{number} {what}"));
        }
    }

    /// Adds a fault.
    pub(crate) fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    /// Adds the figures and faults of another report, prefixed with a name.
    pub(crate) fn add(&mut self, name: &str, other: Self) {
        let figures = other.figures.into_iter();
        self.figures.extend(figures.map(|(figure, value)| (format!("{name}: {figure}"), value)));
        self.faults.extend(other.faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }

    /// Returns whether there is no fault.
    pub(crate) fn has_no_fault(&self) -> bool {
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
