//! telers. See `benches/README.md`.
//!
//! Its webhook cannot reply in the response: it responds with an empty 200, here after
//! handling the update.

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
