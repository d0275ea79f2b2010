//! W1: bytes to an owned `Update`. There is no variant for unknown kinds, so they fail.

use std::hint::black_box;

use harness::{Job, W1};
use telers::types::Update;

pub fn run(job: &Job) {
    for document in W1 {
        let update: Result<Update, _> = serde_json::from_slice(document);
        drop(update.expect("it is an update"));
    }
    job.run("telers", "Update", 12.0, || {
        for document in W1 {
            drop(black_box(serde_json::from_slice::<Update>(black_box(document))));
        }
    });
}
