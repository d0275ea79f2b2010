//! Users join and leave chats, and administrators promote, restrict and ban members.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        people::{bot, number},
    },
    world::{Chat, Member, PERMISSIONS, RIGHTS, Status, World},
};

/// Changes a member as the client of an administrator does, or as the user does who joins or
/// leaves.
pub(crate) fn set_member(world: &mut World, given: &Value) -> ControlResult {
    let id = number(given, "chat_id")?;
    let user = match number(given, "user") {
        Ok(user) if world.users.contains_key(&user) => user,
        _ => bot(world, &given["user"])?,
    };
    let now = world.clock.date();
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    if let Some(new) = chat.migrated_to {
        return Err(format!("the group became the supergroup {new}"));
    }
    let before = chat.member(user, now);
    let mut member = member(given, &before, now)?;
    // Users who join and leave by themselves keep a restriction.
    if world.users.contains_key(&user) && (given["from"].is_null() || given["from"] == user) {
        if before.is_in() && member.status == Status::Left {
            member = before.clone().left();
        } else if !before.is_in() && member.status == Status::Member {
            member = before.clone().joined();
        }
    }
    let by = actor(world, chat, given, user, (&before, &member))?;
    let message = world.set_member(id, user, &member, &by);
    Ok(message.map_or_else(|| json!({}), |message| json!({"message": message})))
}

/// The member that the body describes.
fn member(given: &Value, before: &Member, now: i64) -> Result<Member, String> {
    let name = given["status"].as_str().ok_or("`status` is missing")?;
    let known = Status::ALL.map(Status::name);
    let status = Status::of(name).ok_or_else(|| format!("`status` is one of {known:?}"))?;
    let only_with = |field: &str, statuses: &[Status]| {
        if given[field].is_null() || statuses.contains(&status) {
            return Ok(());
        }
        let statuses: Vec<&str> = statuses.iter().map(|status| status.name()).collect();
        Err(format!("`{field}` requires the status {}", statuses.join(" or ")))
    };
    only_with("rights", &[Status::Administrator])?;
    only_with("permissions", &[Status::Restricted])?;
    only_with("until_date", &[Status::Restricted, Status::Kicked])?;
    let until = if given["until_date"].is_null() { 0 } else { number(given, "until_date")? };
    Ok(match status {
        Status::Administrator if given["rights"].is_null() => Member::full_administrator(),
        Status::Administrator => {
            Member::administrator(flags(given, "rights", &RIGHTS.map(|(name, _)| name))?)
        }
        Status::Restricted => {
            let allowed = flags(given, "permissions", &PERMISSIONS)?;
            Member::restricted(allowed).inside(before.is_in()).until(until, now)
        }
        Status::Kicked => Member::new(status).until(until, now),
        Status::Creator | Status::Member | Status::Left => Member::new(status),
    })
}

/// The names of a list, or those that are true in an object.
pub(super) fn flags(given: &Value, field: &str, known: &[&str]) -> Result<Vec<String>, String> {
    let names: Vec<&str> = match &given[field] {
        Value::Null => Vec::new(),
        Value::Array(names) => {
            let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
            names.ok_or_else(|| format!("`{field}` contains names"))?
        }
        Value::Object(flags) => {
            let set = flags.iter().filter(|(_, is_set)| **is_set == true);
            set.map(|(name, _)| &**name).collect()
        }
        _ => return Err(format!("`{field}` is a list of names, or an object of booleans")),
    };
    match names.iter().find(|name| !known.contains(name)) {
        Some(unknown) => Err(format!("`{field}` has no {unknown:?}; there are: {known:?}")),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}

/// The `User` who changes a member: `from`; otherwise, users join and leave by themselves, and
/// all else is done by the owner of the chat.
fn actor(
    world: &World,
    chat: &Chat,
    given: &Value,
    user: i64,
    (before, after): (&Member, &Member),
) -> Result<Value, String> {
    let is_outside = matches!(before.status, Status::Left | Status::Restricted) && !before.is_in();
    let joins =
        is_outside && matches!(after.status, Status::Member | Status::Restricted) && after.is_in();
    let leaves = before.is_in()
        && !after.is_in()
        && (after.status == Status::Left || before.status == Status::Restricted)
        && after.status != Status::Kicked;
    let is_own = (joins || leaves) && world.users.contains_key(&user);
    if given["from"].is_null() {
        let owner = if is_own { None } else { chat.owner() };
        let by = world.user(owner.unwrap_or(user));
        return Ok(by.cloned().unwrap_or_default());
    }
    let from = number(given, "from")?;
    let by = world.users.get(&from).ok_or_else(|| format!("there is no user {from}"))?;
    if from == user && before.status == Status::Kicked {
        return Err(format!("{} is banned from {}", world.name_of(from), world.name_of(chat.id)));
    }
    let (right, what) = match (before.status, after.status) {
        _ if is_own && from == user => return Ok(by.clone()),
        (Status::Creator, _) => {
            let (owner, chat) = (world.name_of(user), world.name_of(chat.id));
            return Err(format!("{owner} owns {chat}, and is neither demoted nor removed"));
        }
        (Status::Administrator, _) | (_, Status::Administrator | Status::Creator) => {
            ("can_promote_members", "promote and demote members")
        }
        (Status::Left, Status::Member) => ("can_invite_users", "add members"),
        _ => ("can_restrict_members", "restrict and ban members"),
    };
    if chat.user_may(from, right, world.clock.date()) {
        return Ok(by.clone());
    }
    Err(format!("{} may not {what} in {}", world.name_of(from), world.name_of(chat.id)))
}
