//! W1: what it takes to look at each byte once.

use std::hint::black_box;

use harness::{Job, W1};
use serde::de::IgnoredAny;

pub fn run(job: &Job) {
    job.run("bound", "IgnoredAny", 12.0, || {
        for document in W1 {
            let ignored: Result<IgnoredAny, _> = serde_json::from_slice(black_box(document));
            drop(black_box(ignored));
        }
    });
}
