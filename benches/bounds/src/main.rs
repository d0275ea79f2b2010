//! Lower bounds. See `benches/README.md`.

mod boxed_layers;
mod decode;
mod webhook;

use harness::{Job, Workload};

fn main() {
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { .. } => decode::run(&job),
        Workload::W2 { commands, target, .. } => boxed_layers::run(&job, commands, &target),
        Workload::W3 { port } => webhook::run(port),
        Workload::W5 => {}
    }
}
