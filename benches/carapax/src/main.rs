//! carapax and tgbot. See `benches/README.md`.
//!
//! carapax has no middlewares, and the input of handlers cannot be extended during a
//! dispatch: handlers around handlers replace the middlewares, and only read a value that
//! exists from the start. Nested chains do not fall through, so the commands are one flat
//! chain. Its webhook does not check a secret, and cannot reply in the response.

mod decode;
mod dispatch;
mod sizes;
mod tree;
mod webhook;

use std::process::ExitCode;

use harness::{Job, Workload};

fn main() -> ExitCode {
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { .. } => decode::run(&job),
        Workload::W2 { commands, target, .. } => dispatch::run(&job, commands, &target),
        Workload::W3 { port, .. } => webhook::run(port),
        Workload::W5 => sizes::run(),
        Workload::W9(_) => {
            eprintln!("its client is measured as tgbot.");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
