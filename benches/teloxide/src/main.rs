//! teloxide. See `benches/README.md`.
//!
//! It has no middlewares: `map` at the root replaces the outer ones, `inspect` in front of
//! each handler the inner ones. Its webhook responds with 200 before it handles the update,
//! and cannot reply in the response.

mod calls;
mod decode;
mod dispatch;
mod sizes;
mod tree;
mod webhook;

use harness::{Job, Workload};

fn main() {
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { .. } => decode::run(&job),
        Workload::W2 { commands, target, case } => {
            dispatch::run(&job, commands, &target, case.as_deref());
        }
        Workload::W3 { port, .. } => webhook::run(port),
        Workload::W5 => sizes::run(),
        Workload::W9(calls) => calls::run(&job, &calls),
    }
}
