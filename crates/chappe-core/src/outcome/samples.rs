//! Requests for tests, and what outcomes send.

use chappe_types::Update;
use serde_json::{Value, json};

use crate::{outcome::IntoOutcome, request::Request};

/// A request of a kind of update.
pub(crate) fn request(kind: &str, payload: &Value) -> Request {
    let update = json!({"update_id": 2, kind: payload}).to_string();
    Request::from(Update::from_slice(update.as_bytes()).unwrap())
}

/// A message with the id 5 in the chat -1002.
pub(crate) fn message(more: Value) -> Value {
    let mut message =
        json!({"message_id": 5, "date": 1, "chat": {"id": -1002, "type": "supergroup"}});
    let Value::Object(more) = more else { panic!("not an object") };
    message.as_object_mut().unwrap().extend(more);
    message
}

/// A callback query of a button under a message.
pub(crate) fn press(message: &Value) -> Value {
    let from = json!({"id": 7, "is_bot": false, "first_name": "A"});
    json!({"id": "q", "from": from, "chat_instance": "i", "message": message})
}

/// The methods that an outcome sends with their parameters, or the error.
pub(crate) fn sent(
    outcome: impl IntoOutcome,
    request: &Request,
) -> Result<Vec<(&'static str, Value)>, String> {
    let outcome = outcome.into_outcome(request).map_err(|error| error.to_string())?;
    assert!(outcome.is_handled());
    let reply = |reply: &crate::Reply| {
        let mut params = Vec::new();
        reply.write_json(&mut params);
        (reply.name(), serde_json::from_slice(&params).unwrap())
    };
    Ok(outcome.replies().iter().map(reply).collect())
}
