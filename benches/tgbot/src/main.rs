//! tgbot, the client of carapax. See `benches/README.md`.
//!
//! Its types, and the dispatcher built on it, are measured as carapax.

mod calls;

use std::process::ExitCode;

use harness::{Job, Workload};

fn main() -> ExitCode {
    let job = Job::from_arguments();
    match &job.workload {
        Workload::W9(calls) => calls::run(&job, calls),
        // The sizes are measured as carapax.
        Workload::W5 => {}
        Workload::W1 { .. } | Workload::W2 { .. } | Workload::W3 { .. } => {
            eprintln!("tgbot is measured in W9 alone: see carapax.");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
