//! What bots tell of their own work.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        people::{bot_or_only, number},
    },
    world::World,
};

/// Takes what a bot tells of an update: `bot`, `update_id`, `outcome`, and what
/// else it likes.
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
