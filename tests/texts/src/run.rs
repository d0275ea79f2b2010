//! A run over trees and documents.

use crate::{bot::Bot, command_line::CommandLine, documents, report::Report, trees};

/// The trees or documents that one emulator receives.
const PER_EMULATOR: u64 = 10_000;

/// Checks trees and documents.
///
/// # Errors
///
/// Fails if the emulator does not start.
pub(crate) fn run(line: &CommandLine) -> Result<Report, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.map_err(|error| error.to_string())?.block_on(checked(line))
}

async fn checked(line: &CommandLine) -> Result<Report, String> {
    let mut report = Report::default();
    let mut bot = Bot::new()?;
    for number in 0..line.trees {
        if number % PER_EMULATOR == 0 {
            bot = Bot::new()?;
        }
        trees::check(&bot, line.seed.wrapping_add(number), &mut report).await;
    }
    for number in 0..line.documents {
        if number % PER_EMULATOR == 0 {
            bot = Bot::new()?;
        }
        documents::check(&bot, line.seed.wrapping_add(number), &mut report).await;
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tree_differs_and_each_document_is_sent() {
        let report = run(&CommandLine { seed: 1, trees: 2_000, documents: 0 }).unwrap();
        assert!(report.has_no_failure(), "{report}");
        assert!(report.exact > 500, "{report}");
    }

    #[test]
    fn each_document_is_read_and_sent() {
        // The time is measured with optimizations only.
        let report = run(&CommandLine { seed: 1, trees: 0, documents: 60 }).unwrap();
        let report = report.to_string();
        let failures: Vec<&str> = report.lines().filter(|line| line.contains(" × ")).collect();
        let failures = failures.into_iter().filter(|line| !line.contains("takes long"));
        assert_eq!(failures.collect::<Vec<_>>(), [""; 0], "{report}");
    }
}
