//! Calls of bots: faults, the method, the journal.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::{
    bot_api::{delivery::start_deliveries, polling::updates},
    error::{ApiError, ApiResult, Written},
    faults::{Break, Fault, Mangled},
    json::written,
    methods::{Context, run},
    params::Params,
    schema::schema,
    shared::Shared,
    world::Call,
};

/// How a call ended.
pub(crate) enum CallOutcome {
    Answer(Written),
    /// What is sent is not what was answered.
    Mangled(Written, Mangled),
    /// The connection breaks.
    Broken(Break),
}

/// Makes a call of a bot, faults and all, and notes it.
pub(crate) async fn handle_call(
    shared: &Arc<Shared>,
    bot: i64,
    method: &str,
    params: Params,
) -> CallOutcome {
    let began = Instant::now();
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
        // As if the call had been made: forms and queries have texts only.
        let checked = schema().method(method).and_then(|known| params.clone().check(known).ok());
        let params = checked.unwrap_or(params);
        let noted = Noted { method, params: &params, is_stub: false, began };
        note(shared, bot, noted, &Err(error.clone()));
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

/// The error that a fault is.
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

/// Makes a call of a bot, and notes it.
pub(crate) async fn call(shared: &Shared, bot: i64, method: &str, params: Params) -> Written {
    call_since(shared, bot, method, params, Instant::now()).await
}

/// Makes a call of a bot that began a while ago, and notes it.
async fn call_since(
    shared: &Shared,
    bot: i64,
    method: &str,
    params: Params,
    began: Instant,
) -> Written {
    let Some(known) = schema().method(method) else {
        let error = ApiError::new(404, "Not Found: method not found");
        let noted = Noted { method, params: &params, is_stub: false, began };
        note(shared, bot, noted, &Err(error.clone()));
        return Err(error);
    };
    let params = match params.clone().check(known) {
        Ok(params) => params,
        Err(error) => {
            let noted = Noted { method: &known.name, params: &params, is_stub: false, began };
            note(shared, bot, noted, &Err(error.clone()));
            return Err(error);
        }
    };
    if known.name == "getUpdates" {
        // Questions are not noted: there would be nothing else to see.
        return updates(shared, bot, &params).await;
    }
    let ran = {
        let mut world = shared.world();
        run(&mut Context { world: &mut world, bot, method: known, params: &params })
    };
    let noted = Noted { method: &known.name, params: &params, is_stub: ran.is_stub, began };
    note(shared, bot, noted, &ran.result);
    ran.result.map(|result| written(&result))
}

/// What is noted of a call besides its result.
#[derive(Clone, Copy)]
struct Noted<'a> {
    method: &'a str,
    params: &'a Params,
    is_stub: bool,
    began: Instant,
}

/// Notes a call in the journal, and tells of it.
fn note(shared: &Shared, bot: i64, noted: Noted<'_>, result: &ApiResult) {
    let mut world = shared.world();
    let params = Value::Object(noted.params.values.clone());
    let cause = world.history.cause(bot, &params);
    let call = Call {
        seq: 0,
        bot,
        method: noted.method.to_owned(),
        params,
        result: result.clone().map_err(|error| (error.code, error.description)),
        at: world.clock.now(),
        took_ms: noted.began.elapsed().as_secs_f64() * 1000.0,
        is_stub: noted.is_stub,
        cause,
    };
    let seq = world.journal.add(call);
    let told = world.journal.after(seq - 1, None).pop().unwrap_or_default();
    let mut event = json!({"seq_call": seq});
    for (name, value) in told.as_object().into_iter().flatten() {
        if name != "seq" {
            event[name] = value.clone();
        }
    }
    world.tell("call", event);
}
