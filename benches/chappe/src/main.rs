//! chappe. See `benches/README.md`.

mod calls;
mod decode;
mod dispatch;
mod polling;
mod sizes;
mod tree;
mod webhook;

use harness::{Job, Workload};

fn main() {
    // Only chappe has this workload.
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [word, at_once @ ..] = &*words {
        if word == "polling" {
            return polling::run(at_once.first().map(|some| some.parse().expect("a number")));
        }
    }
    let job = Job::from_arguments();
    match job.workload.clone() {
        Workload::W1 { .. } => decode::run(&job),
        Workload::W2 { commands, target, case } => {
            dispatch::run(&job, commands, &target, case.as_deref());
        }
        Workload::W3 { port, .. } => match job.loops() {
            Some(loops) => webhook::run_without_sockets(loops),
            None => webhook::run(port),
        },
        Workload::W5 => sizes::run(),
        Workload::W9(calls) => calls::run(&job, &calls),
    }
}
