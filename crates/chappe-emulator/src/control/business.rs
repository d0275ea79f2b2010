//! People connect bots to their business accounts.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::person,
        people::{bot, bot_or_only, number},
    },
    world::{BUSINESS_RIGHTS, Connection, Talk, World},
};

/// The connection with an id.
pub(super) fn connection(world: &World, id: &str) -> Result<Connection, String> {
    let found = world.business.connection(id).cloned();
    found.ok_or_else(|| format!("there is no business connection {id:?}"))
}

/// The chat of a business account: with the sender, or with the user in `chat_id` if the sender
/// owns the account.
pub(super) fn talk(world: &World, given: &Value, from: i64) -> Result<Talk, String> {
    let id = given["business_connection_id"].as_str().unwrap_or_default();
    let connection = connection(world, id)?;
    if !connection.is_enabled {
        return Err("the business connection is disabled; `POST business_connections` enables it"
            .to_owned());
    }
    let account = connection.account;
    let user = if from == account { number(given, "chat_id")? } else { from };
    if !world.users.contains_key(&user) || user == account {
        return Err(format!("there is no other user {user}"));
    }
    Ok(Talk::Business { account, user })
}

pub(crate) fn connect(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let rights = rights(&given["rights"])?;
    let is_enabled = given["is_enabled"].as_bool().unwrap_or(true);
    let id = given["id"].as_str().map(str::to_owned);
    let known = id.as_deref().and_then(|id| world.business.connection(id));
    if known.is_some_and(|known| (known.account, known.bot) != (from, bot)) {
        return Err(format!("the id {} is that of another connection", given["id"]));
    }
    Ok(world.connect(from, bot, rights, is_enabled, id))
}

/// The connections of an account, to one bot or to all.
pub(crate) fn connections(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let of = if given["bot"].is_null() { None } else { Some(bot(world, &given["bot"])?) };
    let all = world.business.connections_of(from);
    let all = all.filter(|found| of.is_none_or(|bot| found.bot == bot));
    let all: Vec<Value> = all.map(|found| world.connection_json(found)).collect();
    Ok(json!({"business_connections": all}))
}

/// The stories of a business account.
pub(crate) fn stories(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let now = world.clock.date();
    Ok(json!({"stories": world.stories.of(from, now)}))
}

/// The rights that are named, or those that are true in an object; all by default.
fn rights(given: &Value) -> Result<Vec<String>, String> {
    let names: Vec<String> = match given {
        Value::Array(names) => {
            names.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
        }
        Value::Object(rights) => rights
            .iter()
            .filter(|(_, has)| **has == json!(true))
            .map(|(name, _)| name.clone())
            .collect(),
        _ => BUSINESS_RIGHTS.map(str::to_owned).to_vec(),
    };
    match names.iter().find(|name| !BUSINESS_RIGHTS.contains(&&***name)) {
        Some(unknown) => {
            let all = BUSINESS_RIGHTS.join(", ");
            Err(format!("`rights` has no {unknown}; there are: {all}"))
        }
        None => Ok(names),
    }
}
