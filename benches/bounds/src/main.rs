//! Lower bounds. See `benches/README.md`.

mod axum_value;
mod boxed_layers;
mod calls;
mod decode;
mod hyper_bare;
mod parts;
mod stdin;

use harness::{Job, Workload};

fn main() {
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { case } => decode::run(&job, case.as_deref()),
        Workload::W2 { commands, target, .. } => boxed_layers::run(&job, commands, &target),
        Workload::W3 { port, case } => match case.as_deref() {
            None | Some("hyper-bare") => hyper_bare::run(port),
            Some("axum-Value") => axum_value::run(port),
            Some(other) => panic!("there is no case {other}"),
        },
        Workload::W5 => {}
        Workload::W9(calls) => calls::run(&job, &calls),
    }
}
