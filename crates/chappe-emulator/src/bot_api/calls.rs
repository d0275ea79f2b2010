//! Calls of the Bot API: faults, the method, the journal.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::{
    bot_api::{delivery::start_deliveries, fetch::fetch, polling::updates},
    error::{ApiError, ApiResult, Written},
    faults::{Break, Fault, Mangled},
    json::written,
    methods::{Context, is_implemented, run},
    params::Params,
    schema::schema,
    shared::Shared,
    world::Call,
};

/// The outcome of a call.
pub(crate) enum CallOutcome {
    Answer(Written),
    /// The response is altered before it is sent.
    Mangled(Written, Mangled),
    /// The connection is broken instead of a response.
    Broken(Break),
}

/// Makes a call, applies the faults that match it, and records it in the journal.
pub(crate) async fn handle_call(
    shared: &Arc<Shared>,
    bot: i64,
    method: &str,
    params: Params,
) -> CallOutcome {
    let began = Instant::now();
    // Faults and the journal have the current names of methods.
    let method = schema().method(method).map_or(method, |known| &*known.name);
    let fault = {
        let mut guard = shared.world();
        let world = &mut *guard;
        let now = world.clock.now();
        world.faults.of(method, params.get("chat_id"), &mut world.random, now)
    };
    let fault = fault.unwrap_or_default();
    if let Some(delay) = fault.delay_ms {
        sleep(Duration::from_millis(delay)).await;
    }
    if let Some(how) = fault.breaks_before() {
        return CallOutcome::Broken(how);
    }
    if let Some(error) = refusal(&fault) {
        // Recorded as a successful call would be: parameters of forms and queries are texts
        // until they are checked.
        let checked = schema().method(method).and_then(|known| params.clone().check(known).ok());
        let params = checked.unwrap_or(params);
        let entry = CallRecord { method, params: &params, is_stub: false, began };
        record(shared, bot, entry, &Err(error.clone()));
        return CallOutcome::Answer(Err(error));
    }
    let result = call_since(shared, bot, method, params, began).await;
    start_deliveries(shared, bot);
    match (fault.breaks_after(), fault.body) {
        (Some(how), _) => CallOutcome::Broken(how),
        (None, Some(how)) => CallOutcome::Mangled(result, how),
        (None, None) => CallOutcome::Answer(result),
    }
}

/// The error response that a fault requests.
fn refusal(fault: &Fault) -> Option<ApiError> {
    if let Some(wait) = fault.retry_after {
        let mut error = ApiError::retry_after(wait);
        error.code = fault.status.unwrap_or(429);
        if let Some(description) = &fault.description {
            error.description.clone_from(description);
        }
        return Some(error);
    }
    let status = fault.status?;
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let description = fault.description.clone();
    let description = description.unwrap_or_else(|| reason.unwrap_or_default().to_owned());
    Some(ApiError::new(status, description))
}

/// Makes a call without faults, and records it.
pub(crate) async fn call(shared: &Shared, bot: i64, method: &str, params: Params) -> Written {
    call_since(shared, bot, method, params, Instant::now()).await
}

/// Makes a call that began earlier, and records it.
async fn call_since(
    shared: &Shared,
    bot: i64,
    method: &str,
    params: Params,
    began: Instant,
) -> Written {
    let Some(known) = schema().method(method) else {
        let error = ApiError::new(404, "Not Found: method not found");
        let entry = CallRecord { method, params: &params, is_stub: false, began };
        record(shared, bot, entry, &Err(error.clone()));
        return Err(error);
    };
    let mut params = match params.clone().check(known) {
        Ok(params) => params,
        Err(error) => {
            let entry = CallRecord { method: &known.name, params: &params, is_stub: false, began };
            record(shared, bot, entry, &Err(error.clone()));
            return Err(error);
        }
    };
    if known.name == "getUpdates" {
        // Not recorded: polling would fill the journal.
        return updates(shared, bot, &params).await;
    }
    fetch(shared, known, &mut params).await;
    let result = {
        let mut world = shared.world();
        run(&mut Context { world: &mut world, bot, method: known, params: &params })
    };
    let is_stub = !is_implemented(known);
    let entry = CallRecord { method: &known.name, params: &params, is_stub, began };
    record(shared, bot, entry, &result);
    result.map(|result| written(&result))
}

/// A call to record, without its result.
#[derive(Clone, Copy)]
struct CallRecord<'a> {
    method: &'a str,
    params: &'a Params,
    is_stub: bool,
    began: Instant,
}

/// Records a call in the journal, and emits an event for it.
fn record(shared: &Shared, bot: i64, entry: CallRecord<'_>, result: &ApiResult) {
    let mut world = shared.world();
    let params = Value::Object(entry.params.values.clone());
    let cause = world.history.cause(bot, &params);
    let call = Call {
        seq: 0,
        bot,
        method: entry.method.to_owned(),
        params,
        result: result.clone().map_err(|error| (error.code, error.description)),
        at: world.clock.now(),
        took_ms: entry.began.elapsed().as_secs_f64() * 1000.0,
        is_stub: entry.is_stub,
        cause,
    };
    let has_subscribers = world.has_subscribers();
    let added = world.journal.add(call);
    let event = has_subscribers.then(|| {
        let mut event = added.json();
        if let Some(event) = event.as_object_mut() {
            // An event has a `seq` of its own.
            event.insert("seq_call".to_owned(), json!(added.seq));
        }
        event
    });
    world.forget_calls();
    world.emit_with("call", || event.unwrap_or_default());
}
