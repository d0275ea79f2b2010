//! W2: an owned `Update`, until its handler returns.

use chappe::{prelude::*, types::Update};
use harness::{Job, command, now};
use tower::Service;

use crate::tree::{Added, COUNTS, First, tree};

async fn handler(Extension(First(value)): Extension<First>) {
    COUNTS.handler(value);
}

pub fn run(job: &Job, commands: usize, target: &str, case: Option<&str>) {
    let (case, added) = match case {
        Some("single") => ("layers one by one", Added::Singly),
        _ => ("layers in a ServiceBuilder", Added::Stacked),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    let mut dispatcher = Dispatcher::new(tree(commands, added, handler));
    let update = Update::from_slice(command(target)).expect("it is an update");
    let mut dispatch = |update: Update| {
        let outcome = now(dispatcher.call(Request::from(update)));
        drop(std::hint::black_box(outcome));
    };
    COUNTS.assert(target != "nomatch", || dispatch(update.clone()));
    job.run_with("chappe", case, 1.0, || update.clone(), dispatch);
}
