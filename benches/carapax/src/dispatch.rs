//! W2: an owned `Update`, until its handler returns.

use carapax::{handler::UpdateHandler as _, types::Update};
use harness::{Job, command, now};

use crate::tree::{COUNTS, app};

pub fn run(job: &Job, commands: usize, target: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    // carapax's own loop clones the `Arc` around the chain for each update.
    let app = std::sync::Arc::new(app(commands));
    let update: Update = serde_json::from_slice(command(target)).expect("it is an update");
    let dispatch = |update: Update| now(app.clone().handle(update));
    COUNTS.assert(target != "nomatch", || dispatch(update.clone()));
    job.run_with("carapax", "Chain-flat", 1.0, || update.clone(), dispatch);
}
