//! Runs scenarios.

use std::io::{BufRead, Write};

use chappe_core::{BoxError, Dispatcher, DispatcherBuilder, Me, Request};
use chappe_types::Update;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::dispatch::{
    scenario::list,
    trace::{Trace, show_result},
    tree::tree,
};

/// Runs one scenario per line, and writes one result per line. Blank lines are ignored.
///
/// # Errors
///
/// Fails if a scenario is not JSON, or contains an unknown kind.
pub fn run(input: impl BufRead, mut output: impl Write) -> Result<(), BoxError> {
    for line in input.lines() {
        let line = line?;
        if !line.trim().is_empty() {
            let result = run_one(&serde_json::from_str(&line)?)?;
            writeln!(output, "{result}")?;
        }
    }
    Ok(output.flush()?)
}

/// Runs one scenario, with or without an expected result beside it.
///
/// # Errors
///
/// Fails if the scenario contains an unknown kind.
pub fn run_one(line: &Value) -> Result<Value, BoxError> {
    run_built(line, |builder| builder)
}

/// Runs one scenario with a dispatcher that is built with other options.
///
/// # Errors
///
/// Fails if the scenario contains an unknown kind.
pub fn run_built(
    line: &Value,
    options: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder,
) -> Result<Value, BoxError> {
    let scenario = line.get("scenario").unwrap_or(line);
    let trace = Trace::default();
    let builder = Dispatcher::builder(tree(scenario, &trace)?).me(Me::new(42, "testbot"));
    let dispatcher = options(builder).try_build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(run_scenario(scenario, &dispatcher, &trace))
}

async fn run_scenario(
    scenario: &Value,
    dispatcher: &Dispatcher,
    trace: &Trace,
) -> Result<Value, BoxError> {
    dispatcher.startup().await?;
    let startup = trace.take();
    let mut updates = Vec::new();
    for document in list(scenario, "updates") {
        let update = Update::from_slice(document.to_string().as_bytes())?;
        let result =
            dispatcher.clone().oneshot(Request::from(update).with(chappe_core::Trace::new())).await;
        updates.push(json!({ "trace": trace.take(), "result": show_result(&result) }));
    }
    dispatcher.shutdown().await?;
    let used = dispatcher.used_update_types();
    Ok(json!({
        "used_update_types": used.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        "updates": updates,
        "startup": startup,
        "shutdown": trace.take(),
    }))
}
