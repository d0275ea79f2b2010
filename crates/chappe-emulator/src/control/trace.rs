//! Traces of updates, reported by bots.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        people::{bot_or_only, number},
    },
    world::World,
};

/// Stores a trace: `bot`, `update_id`, `outcome`, and any further members.
pub(crate) fn add(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot_or_only(world, &given["bot"])?;
    let id = number(given, "update_id")?;
    if given["outcome"].as_str().is_none() {
        return Err("`outcome` is missing".to_owned());
    }
    let mut trace = given.clone();
    trace["bot"] = json!(bot);
    world.trace(bot, id, trace);
    Ok(json!({}))
}
