//! From a path to what it does.

use bytes::Bytes;
use http::{Method, Response, request::Parts};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::{
    body,
    control::{
        ControlError, inline, migrations, payments, people, reactions, say, see, trace, votes, wait,
    },
    emulator::Emulator,
    http::{file_answer, json_answer},
    world::World,
};

/// What a call of the control API gives, or why not.
pub(crate) type Controlled = Result<Value, String>;

type Handler = fn(&mut World, &Value) -> Controlled;

/// Answers a call of the control API.
pub(crate) async fn answer(
    emulator: &Emulator,
    head: &Parts,
    path: &str,
    whole: Bytes,
) -> Response<Full<Bytes>> {
    let query = Value::Object(body::pairs(head.uri.query().unwrap_or_default()));
    if let (&Method::GET, Some(id)) = (&head.method, path.strip_prefix("files/")) {
        let world = emulator.shared().world();
        return match world.files.get(id) {
            Some(file) => file_answer(file.content.clone(), &file.media_type),
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
    let question = if head.method == Method::GET { wait::question(path) } else { None };
    let result = match question {
        Some(question) => question.wait(emulator, &given).await.map_err(Into::into),
        None => ask(emulator, &head.method, path, &given),
    };
    match result {
        Ok(result) => json_answer(&result, 200),
        Err(error) => refusal(error.status(), &error.to_string()),
    }
}

/// Makes a call of the control API, which answers at once.
pub(crate) fn ask(
    emulator: &Emulator,
    method: &Method,
    path: &str,
    given: &Value,
) -> Result<Value, ControlError> {
    match (method, path) {
        (&Method::GET, "snapshot") => return emulator.snapshot(),
        (&Method::PUT, "snapshot") => return emulator.restore(given).map(|()| json!({})),
        _ => {}
    }
    let mut world = emulator.shared().world();
    if let (&Method::GET, Some(question)) = (method, wait::question(path)) {
        return Ok(question.ask(&mut world, given)?);
    }
    match handler(method, path) {
        Some(handler) => Ok(handler(&mut world, given)?),
        None => Err(ControlError::new(404, "there is no such call")),
    }
}

fn handler(method: &Method, path: &str) -> Option<Handler> {
    Some(match (method.as_str(), path) {
        ("POST", "users") => people::add_user,
        ("POST", "chats") => people::add_chat,
        ("POST", "members") => people::set_member,
        ("POST", "messages") => say::message,
        ("PATCH", "messages") => say::edit,
        ("DELETE", "messages") => say::delete,
        ("POST", "presses") => say::press,
        ("POST", "inline_queries") => say::inline_query,
        ("POST", "chosen_inline_results") => inline::choose,
        ("POST", "pre_checkout_queries") => payments::pre_checkout_query,
        ("POST", "shipping_queries") => payments::shipping_query,
        ("POST", "votes") => votes::vote,
        ("POST", "reactions") => reactions::react,
        ("POST", "migrations") => migrations::migrate,
        ("POST", "limits") => see::limit,
        ("POST", "updates") => say::update,
        ("POST", "blocks") => people::block,
        ("POST", "faults") => see::add_fault,
        ("GET", "faults") => see::faults,
        ("DELETE", "faults") => see::clear_faults,
        ("POST", "webhook_faults") => see::webhook_faults,
        ("POST", "clock") => see::advance,
        ("POST", "traces") => trace::add,
        ("POST", "ids") => see::restart_ids,
        ("GET", "bots") => see::bots,
        ("GET", "state") => see::state,
        _ => return None,
    })
}

fn refusal(status: u16, why: &str) -> Response<Full<Bytes>> {
    json_answer(&json!({"ok": false, "description": why}), status)
}
