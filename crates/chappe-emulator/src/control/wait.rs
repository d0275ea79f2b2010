//! Queries for what happened, which can wait for a result.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    control::{
        answer::ControlResult,
        people::{bot, number},
        server,
    },
    shared::Shared,
    world::World,
};

/// The longest wait, in milliseconds.
const LONGEST: i64 = 60_000;

/// A query.
pub(crate) struct Query {
    /// The result, or `None` while there is none.
    find: fn(&mut World, &Value) -> Result<Option<Value>, String>,
    /// The result when there is none in time.
    nothing: fn() -> Value,
}

pub(crate) const MESSAGES: Query = Query { find: messages, nothing: || json!({"messages": []}) };
pub(crate) const CALLS: Query = Query { find: calls, nothing: || json!({"calls": []}) };
pub(crate) const UPDATES: Query = Query { find: updates, nothing: || json!({"updates": []}) };
pub(crate) const ANSWERS: Query = Query { find: answers, nothing: || Value::Null };

impl Query {
    /// Returns the current result.
    pub(crate) fn run(&self, world: &mut World, given: &Value) -> ControlResult {
        Ok((self.find)(world, given)?.unwrap_or_else(self.nothing))
    }

    /// Waits for a result, for at most `wait` milliseconds.
    pub(crate) async fn wait(&self, shared: &Shared, given: &Value) -> ControlResult {
        let wait = number(given, "wait").unwrap_or_default().clamp(0, LONGEST);
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
        let deadline = Instant::now() + wait;
        let mut changes = shared.world().changes();
        loop {
            changes.mark_unchanged();
            if let Some(found) = (self.find)(&mut shared.world(), given)? {
                return Ok(found);
            }
            let changed = tokio::time::timeout_at(deadline, changes.changed()).await;
            if !matches!(changed, Ok(Ok(()))) {
                return Ok((self.nothing)());
            }
        }
    }
}

/// The messages of a chat.
fn messages(world: &mut World, given: &Value) -> Result<Option<Value>, String> {
    Ok(some("messages", server::messages(world, given)?))
}

/// The calls of bots.
fn calls(world: &mut World, given: &Value) -> Result<Option<Value>, String> {
    let (after, of) = (after(given), of(world, given)?);
    Ok(some("calls", world.journal.after(after, of)))
}

/// The updates that were sent to bots, with their traces.
fn updates(world: &mut World, given: &Value) -> Result<Option<Value>, String> {
    let (after, of) = (after(given), of(world, given)?);
    Ok(some("updates", world.history.after(after, of)))
}

/// The answer to a callback query, an inline query, or a query about a payment.
fn answers(world: &mut World, given: &Value) -> Result<Option<Value>, String> {
    let unknown = || "there is no such query".to_owned();
    let payment = given["pre_checkout_query_id"].as_str();
    if let Some(id) = payment.or_else(|| given["shipping_query_id"].as_str()) {
        return Ok(world.payments.get(id).ok_or_else(unknown)?.answer.clone());
    }
    match (given["callback_query_id"].as_str(), given["inline_query_id"].as_str()) {
        (Some(id), _) => Ok(world.callbacks.get(id).ok_or_else(unknown)?.answer.clone()),
        (None, Some(id)) => Ok(world.inlines.get(id).ok_or_else(unknown)?.answer.clone()),
        (None, None) => Err("`callback_query_id` or `inline_query_id` is missing".to_owned()),
    }
}

fn some(name: &str, found: Vec<Value>) -> Option<Value> {
    if found.is_empty() { None } else { Some(json!({name: Value::Array(found)})) }
}

fn after(given: &Value) -> u64 {
    number(given, "after").unwrap_or_default().unsigned_abs()
}

/// The bot that a query is limited to, if it names one.
fn of(world: &mut World, given: &Value) -> Result<Option<i64>, String> {
    if given["bot"].is_null() { Ok(None) } else { bot(world, &given["bot"]).map(Some) }
}
