//! W2: an owned `Update`, until its handler returns.

use std::{convert::Infallible, ops::ControlFlow, sync::Arc};

use harness::{Job, command, now};
use serde_json::json;
use teloxide::{
    Bot,
    dispatching::UpdateHandler,
    dptree::di::DependencyMap,
    types::{Me, Update},
};

use crate::tree::{COUNTS, tree};

pub fn run(job: &Job, commands: usize, target: &str, case: Option<&str>) {
    let (case, handler) = match case {
        None | Some("filter-String") => ("filter-String", tree::<String>(commands)),
        Some("filter-Arc") => ("filter-Arc", tree::<Arc<str>>(commands)),
        Some(other) => panic!("there is no case {other}"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    let dependencies = dependencies();
    let update: Update = serde_json::from_slice(command(target)).expect("it is an update");
    let dispatch = |update| now(dispatch(update, &dependencies, &handler));
    COUNTS.assert(target != "nomatch", || dispatch(update.clone()));
    job.run_with("teloxide", case, 1.0, || update.clone(), dispatch);
}

/// Handles an update as a worker of the dispatcher does: the dispatcher has no public
/// function for it.
async fn dispatch(
    update: Update,
    dependencies: &DependencyMap,
    handler: &UpdateHandler<Infallible>,
) {
    let mut dependencies = dependencies.clone();
    dependencies.insert(update);
    match handler.dispatch(dependencies).await {
        ControlFlow::Break(Ok(())) => {}
        ControlFlow::Break(Err(never)) => match never {},
        ControlFlow::Continue(dependencies) => drop(dependencies.get::<Update>()),
    }
}

/// The values that the dispatcher passes to handlers.
fn dependencies() -> DependencyMap {
    let mut dependencies = DependencyMap::new();
    dependencies.insert(serde_json::from_value::<Me>(me()).expect("it is a bot"));
    dependencies.insert(Bot::new("1:token"));
    dependencies
}

/// The bot.
pub fn me() -> serde_json::Value {
    json!({
        "id": 1, "is_bot": true, "first_name": "Bench", "username": "bench_bot",
        "can_join_groups": true, "can_read_all_group_messages": false,
        "supports_inline_queries": false, "has_main_web_app": false,
    })
}
