//! W1: bytes to an owned `Update`.

use std::hint::black_box;

use chappe::types::Update;
use harness::{Job, W1};

pub fn run(job: &Job) {
    for document in W1 {
        let update = Update::from_slice(document).expect("it is an update");
        assert!(update.kind.update_type().is_some(), "it is a known one");
    }
    job.run("chappe", "Update", 12.0, || {
        for document in W1 {
            drop(black_box(Update::from_slice(black_box(document))));
        }
    });
}
