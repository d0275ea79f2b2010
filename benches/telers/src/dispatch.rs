//! W2: an owned `Update`, until its handler returns.

use std::sync::Arc;

use harness::{Job, command, now};
use telers::{
    Bot, Dispatcher,
    event::bases::PropagateEventResult,
    router::{Config, InnerMiddlewaresConfig, OuterMiddlewaresConfig},
    types::Update,
};

use crate::tree::{COUNTS, tree};

pub fn run(job: &Job, commands: usize, target: &str, case: Option<&str>) {
    let (case, config) = match case {
        None | Some("Router") => {
            let none = (OuterMiddlewaresConfig::new(), InnerMiddlewaresConfig::new());
            ("Router", Config::new(none.0, none.1))
        }
        // The default configuration adds middlewares that log and that extract the user.
        Some("Router-default-config") => ("Router-default-config", Config::default()),
        Some(other) => panic!("there is no case {other}"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    let bot = Bot::new("1:token");
    let router = tree(commands).configure(config);
    let dispatcher = Dispatcher::builder().main_router(router).bot(bot.clone()).build();
    let update: Update = serde_json::from_slice(command(target)).expect("it is an update");
    let is_match = target != "nomatch";
    // telers's own loop makes the same clones.
    let dispatch = |update: Update| {
        let mut dispatcher = dispatcher.clone();
        let response = now(dispatcher.feed_update(bot.clone(), Arc::new(update)));
        let result = response.expect("nothing fails").propagate_result;
        let is_handled = matches!(result, PropagateEventResult::Handled(_));
        assert_eq!(is_handled, is_match);
    };
    COUNTS.assert(is_match, || dispatch(update.clone()));
    job.run_with("telers", case, 1.0, || update.clone(), dispatch);
}
