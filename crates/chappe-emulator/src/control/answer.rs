//! Routes of the control API.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, request::Parts};
use serde_json::{Value, json};

use crate::{
    body,
    control::{
        ControlError,
        calls::{self, Run, reference},
        snapshot,
        wait::Query,
    },
    response::{HttpResponse, bytes_response, file_response, json_response},
    shared::Shared,
    world::World,
};

/// The media type of the documentation, which browsers show as text.
const MARKDOWN: &str = "text/plain; charset=utf-8";

/// The result of a call, or the description of its error.
pub(crate) type ControlResult = Result<Value, String>;

pub(crate) type Handler = fn(&mut World, &Value) -> ControlResult;

/// Answers a request of the control API.
pub(crate) async fn answer(
    shared: &Arc<Shared>,
    head: &Parts,
    path: &str,
    whole: Bytes,
) -> HttpResponse {
    if head.method == Method::GET && path.is_empty() {
        return bytes_response(Bytes::from_static(reference().as_bytes()), MARKDOWN);
    }
    let pairs = Value::Object(body::pairs(head.uri.query().unwrap_or_default()));
    if let (&Method::GET, Some(id)) = (&head.method, path.strip_prefix("files/")) {
        let world = shared.world();
        return match world.files.download(id) {
            Some(file) => file_response(file.content.clone(), &file.media_type),
            None => refusal(404, "there is no such file"),
        };
    }
    let given = match (&head.method, whole.is_empty()) {
        (&Method::GET, _) | (_, true) => pairs,
        _ => match serde_json::from_slice(&whole) {
            Ok(given) => given,
            Err(_) => return refusal(400, "the body is not JSON"),
        },
    };
    let result = match query(&head.method, path) {
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
    match query(&Method::GET, path) {
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
    match calls::find(method, path).map(|call| &call.run) {
        Some(Run::Handler(handler)) => {
            let mut world = shared.world();
            let result = handler(&mut world, given)?;
            if method != Method::GET {
                // Not every action has an event.
                world.changed();
            }
            Ok(result)
        }
        Some(Run::Query(query)) => Ok(query.run(&mut shared.world(), given)?),
        Some(Run::TakeSnapshot) => snapshot::snapshot(shared),
        Some(Run::RestoreSnapshot) => snapshot::restore(shared, given).map(|()| json!({})),
        Some(Run::Http) | None => {
            let why = format!("there is no call `{method} {path}`; `GET /emu/v1` lists all calls");
            Err(ControlError::new(404, why))
        }
    }
}

/// The query with a method and a path.
fn query(method: &Method, path: &str) -> Option<&'static Query> {
    match calls::find(method, path).map(|call| &call.run) {
        Some(Run::Query(query)) => Some(query),
        _ => None,
    }
}

fn refusal(status: u16, why: &str) -> HttpResponse {
    json_response(&json!({"ok": false, "description": why}), status)
}
