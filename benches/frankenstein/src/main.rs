//! frankenstein. See `benches/README.md`.
//!
//! It consists of types and a client, without a dispatcher or a webhook server.

mod calls;
mod decode;
mod sizes;

use std::process::ExitCode;

use harness::{Job, Workload};

fn main() -> ExitCode {
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { .. } => decode::run(&job),
        Workload::W2 { .. } | Workload::W3 { .. } => {
            eprintln!("frankenstein is types and a client: it dispatches and serves nothing.");
            return ExitCode::from(2);
        }
        Workload::W5 => sizes::run(),
        Workload::W9(calls) => calls::run(&job, &calls),
    }
    ExitCode::SUCCESS
}
