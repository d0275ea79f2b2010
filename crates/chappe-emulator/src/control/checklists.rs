//! People mark tasks of checklists, and add tasks.

use serde_json::Value;

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk},
        people::number,
    },
    world::World,
};

pub(crate) fn change(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let is_named = given["business_connection_id"].is_string();
    let found = world.business_talk_with(from, id).filter(|_| !is_named);
    let talk = match found {
        Some(talk) => talk,
        None => talk(world, given, from)?,
    };
    let ids = |name: &str| -> Vec<i64> {
        let ids = given[name].as_array().into_iter().flatten();
        ids.filter_map(Value::as_i64).collect()
    };
    let (done, undone) = (ids("done"), ids("undone"));
    let added = given["added"].as_array().into_iter().flatten();
    let added: Vec<String> = added.filter_map(|text| Some(text.as_str()?.to_owned())).collect();
    if done.is_empty() && undone.is_empty() && added.is_empty() {
        return Err("`done`, `undone` or `added` is missing".to_owned());
    }
    let mut message = Value::Null;
    if !added.is_empty() {
        message = world.add_tasks(talk, id, from, &added)?;
    }
    if !done.is_empty() || !undone.is_empty() {
        message = world.mark_tasks(talk, id, from, (&done, &undone))?;
    }
    Ok(message)
}
