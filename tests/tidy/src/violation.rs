//! The report of a rule.

use std::fmt;

/// A violation of a rule: its position, its cause and its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    path: String,
    line: usize,
    fault: String,
    remedy: &'static str,
}

impl Violation {
    /// A violation in a file of the repository, at a line counted from 1.
    pub(crate) fn new(
        path: &str,
        line: usize,
        fault: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self { path: path.to_owned(), line, fault: fault.into(), remedy }
    }

    /// The line, for the tests of a rule.
    pub(crate) fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.fault, self.remedy)
    }
}

/// Fails with all violations, one per line, if there are any.
#[track_caller]
pub(crate) fn expect_none(violations: impl IntoIterator<Item = Violation>) {
    let mut lines: Vec<String> = violations.into_iter().map(|c| c.to_string()).collect();
    lines.sort();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn a_violation_is_written_with_position_cause_and_remedy() {
    let violation = Violation::new("src/lib.rs", 3, "an `impl`", "move it");
    assert_eq!(violation.to_string(), "src/lib.rs:3: an `impl`: move it");
}
