//! What a rule says of a fault.

use std::fmt;

/// One fault: where it stands, what it is and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    path: String,
    line: usize,
    fault: String,
    remedy: &'static str,
}

impl Complaint {
    /// A fault in a file of the repository, at a line counted from 1.
    pub(crate) fn new(
        path: &str,
        line: usize,
        fault: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self { path: path.to_owned(), line, fault: fault.into(), remedy }
    }

    /// The line it stands at, for the tests of a rule.
    pub(crate) fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.fault, self.remedy)
    }
}

/// Fails with all complaints, one a line, if there are any.
#[track_caller]
pub(crate) fn expect_none(complaints: impl IntoIterator<Item = Complaint>) {
    let mut lines: Vec<String> = complaints.into_iter().map(|c| c.to_string()).collect();
    lines.sort();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn a_complaint_says_the_place_the_fault_and_the_remedy() {
    let complaint = Complaint::new("src/lib.rs", 3, "an `impl`", "move it");
    assert_eq!(complaint.to_string(), "src/lib.rs:3: an `impl`: move it");
}
