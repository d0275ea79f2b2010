//! Routes of the control API.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, request::Parts};
use serde_json::{Value, json};

use crate::{
    body,
    control::{
        ControlError, inline, messages, migrations, payments, people, reactions, server, snapshot,
        trace, votes, wait,
    },
    response::{HttpResponse, file_response, json_response},
    shared::Shared,
    world::World,
};

/// The result of a call, or the description of its error.
pub(crate) type ControlResult = Result<Value, String>;

type Handler = fn(&mut World, &Value) -> ControlResult;

/// Answers a request of the control API.
pub(crate) async fn answer(
    shared: &Arc<Shared>,
    head: &Parts,
    path: &str,
    whole: Bytes,
) -> HttpResponse {
    let query = Value::Object(body::pairs(head.uri.query().unwrap_or_default()));
    if let (&Method::GET, Some(id)) = (&head.method, path.strip_prefix("files/")) {
        let world = shared.world();
        return match world.files.get(id) {
            Some(file) => file_response(file.content.clone(), &file.media_type),
            None => refusal(404, "there is no such file"),
        };
    }
    let given = match (&head.method, whole.is_empty()) {
        (&Method::GET, _) | (_, true) => query,
        _ => match serde_json::from_slice(&whole) {
            Ok(given) => given,
            Err(_) => return refusal(400, "the body is not JSON"),
        },
    };
    let query = if head.method == Method::GET { wait::query(path) } else { None };
    let result = match query {
        Some(query) => query.wait(shared, &given).await.map_err(Into::into),
        None => call(shared, &head.method, path, &given),
    };
    match result {
        Ok(result) => json_response(&result, 200),
        Err(error) => refusal(error.status(), &error.to_string()),
    }
}

/// Queries the control API, and waits for a result as long as `wait` allows.
pub(crate) async fn wait_for(
    shared: &Shared,
    path: &str,
    given: &Value,
) -> Result<Value, ControlError> {
    match wait::query(path) {
        Some(query) => Ok(query.wait(shared, given).await?),
        None => Err(ControlError::new(404, "there is no such query")),
    }
}

/// Makes a call of the control API without waiting.
pub(crate) fn call(
    shared: &Arc<Shared>,
    method: &Method,
    path: &str,
    given: &Value,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, "snapshot") => return snapshot::snapshot(shared),
        (&Method::PUT, "snapshot") => return snapshot::restore(shared, given).map(|()| json!({})),
        _ => {}
    }
    let mut world = shared.world();
    if let (&Method::GET, Some(query)) = (method, wait::query(path)) {
        return Ok(query.run(&mut world, given)?);
    }
    let Some(handler) = handler(method, path) else {
        return Err(ControlError::new(404, "there is no such call"));
    };
    let result = handler(&mut world, given)?;
    if method != Method::GET {
        // Not every action has an event.
        world.changed();
    }
    Ok(result)
}

fn handler(method: &Method, path: &str) -> Option<Handler> {
    Some(match (method.as_str(), path) {
        ("POST", "users") => people::add_user,
        ("POST", "chats") => people::add_chat,
        ("POST", "members") => people::set_member,
        ("POST", "messages") => messages::message,
        ("PATCH", "messages") => messages::edit,
        ("DELETE", "messages") => messages::delete,
        ("POST", "presses") => messages::press,
        ("POST", "inline_queries") => messages::inline_query,
        ("POST", "chosen_inline_results") => inline::choose,
        ("POST", "pre_checkout_queries") => payments::pre_checkout_query,
        ("POST", "shipping_queries") => payments::shipping_query,
        ("POST", "votes") => votes::vote,
        ("POST", "reactions") => reactions::react,
        ("POST", "migrations") => migrations::migrate,
        ("POST", "limits") => server::limit,
        ("POST", "updates") => messages::update,
        ("POST", "blocks") => people::block,
        ("POST", "faults") => server::add_fault,
        ("GET", "faults") => server::faults,
        ("DELETE", "faults") => server::clear_faults,
        ("POST", "webhook_faults") => server::webhook_faults,
        ("POST", "clock") => server::advance,
        ("POST", "traces") => trace::add,
        ("POST", "ids") => server::restart_ids,
        ("GET", "bots") => server::bots,
        ("GET", "state") => server::state,
        _ => return None,
    })
}

fn refusal(status: u16, why: &str) -> HttpResponse {
    json_response(&json!({"ok": false, "description": why}), status)
}
