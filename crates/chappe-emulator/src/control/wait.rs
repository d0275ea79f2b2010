//! Calls that wait for something to happen.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    control::{
        answer::Controlled,
        people::{bot, number},
        see,
    },
    emulator::Emulator,
    world::World,
};

/// The longest wait, in milliseconds.
const LONGEST: i64 = 60_000;

/// Looks until there is something to see, for `wait` milliseconds at most.
async fn look(
    emulator: &Emulator,
    given: &Value,
    mut find: impl FnMut(&mut World) -> Result<Option<Value>, String>,
    otherwise: Value,
) -> Controlled {
    let wait = number(given, "wait").unwrap_or_default().clamp(0, LONGEST);
    let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
    let deadline = Instant::now() + wait;
    let mut changes = emulator.shared().world().changes();
    loop {
        changes.mark_unchanged();
        if let Some(found) = find(&mut emulator.shared().world())? {
            return Ok(found);
        }
        let changed = tokio::time::timeout_at(deadline, changes.changed()).await;
        if !matches!(changed, Ok(Ok(()))) {
            return Ok(otherwise);
        }
    }
}

/// The messages of a chat; waits for one.
pub(crate) async fn messages(emulator: &Emulator, given: &Value) -> Controlled {
    let find = |world: &mut World| {
        let found = see::messages(world, given)?;
        Ok(if found.is_empty() { None } else { Some(json!({"messages": found})) })
    };
    look(emulator, given, find, json!({"messages": []})).await
}

/// The calls of bots; waits for one.
pub(crate) async fn calls(emulator: &Emulator, given: &Value) -> Controlled {
    let after = number(given, "after").unwrap_or_default().unsigned_abs();
    let find = |world: &mut World| {
        let of = if given["bot"].is_null() { None } else { Some(bot(world, &given["bot"])?) };
        let found = world.journal.after(after, of);
        Ok(if found.is_empty() { None } else { Some(json!({"calls": found})) })
    };
    look(emulator, given, find, json!({"calls": []})).await
}

/// The updates that bots were given, and what they told of them; waits for one.
pub(crate) async fn updates(emulator: &Emulator, given: &Value) -> Controlled {
    let after = number(given, "after").unwrap_or_default().unsigned_abs();
    let find = |world: &mut World| {
        let of = if given["bot"].is_null() { None } else { Some(bot(world, &given["bot"])?) };
        let found = world.history.after(after, of);
        Ok(if found.is_empty() { None } else { Some(json!({"updates": found})) })
    };
    look(emulator, given, find, json!({"updates": []})).await
}

/// The answer to a press or an inline query; waits for it.
pub(crate) async fn answers(emulator: &Emulator, given: &Value) -> Controlled {
    let text = |name: &str| given[name].as_str().map(str::to_owned);
    let (callback, inline) = (text("callback_query_id"), text("inline_query_id"));
    let find = |world: &mut World| match (&callback, &inline) {
        (Some(id), _) => {
            let query = world.callbacks.get(id).ok_or("there is no such query")?;
            Ok(query.answer.clone())
        }
        (None, Some(id)) => {
            let query = world.inlines.get(id).ok_or("there is no such query")?;
            Ok(query.answer.clone())
        }
        (None, None) => Err("`callback_query_id` or `inline_query_id` is missing".to_owned()),
    };
    look(emulator, given, find, Value::Null).await
}
