//! W1: bytes to an owned `Update`.

use std::hint::black_box;

use carapax::types::{Update, UpdateType};
use harness::{Job, W1};

pub fn run(job: &Job) {
    for document in W1 {
        let update: Update = serde_json::from_slice(document).expect("it is an update");
        assert!(!matches!(update.update_type, UpdateType::Unknown(_)), "it is a known one");
    }
    job.run("carapax", "tgbot::Update", 12.0, || {
        for document in W1 {
            drop(black_box(serde_json::from_slice::<Update>(black_box(document))));
        }
    });
}
