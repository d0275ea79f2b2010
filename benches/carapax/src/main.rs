//! carapax and tgbot. See `benches/README.md`.
//!
//! It has no middlewares, and what a handler is given cannot be added to on the way: a
//! handler of handlers stands for each middleware, and reads nothing but a value that is
//! there from the start. Nested chains do not fall through, so the commands are one flat
//! chain. Its webhook checks no secret, and cannot reply in the answer.

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
