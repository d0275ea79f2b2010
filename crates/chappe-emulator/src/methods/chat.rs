//! Methods about chats and their members.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::{Chat, Member, Status, Talk},
};

pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let mut chat = context.world.chat_json(talk);
    chat["accent_color_id"] = json!(0);
    chat["max_reaction_count"] = json!(11);
    chat["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": false, "gifts_from_channels": false,
    });
    if let Some(username) = chat.get("username").cloned() {
        chat["active_usernames"] = json!([username]);
    }
    for (name, value) in context.world.profile_members(talk) {
        chat[name] = value;
    }
    if let Talk::Private { user, .. } = talk {
        // Users accept all gifts by default.
        for (_, is_accepted) in chat["accepted_gift_types"].as_object_mut().into_iter().flatten() {
            *is_accepted = json!(true);
        }
        for (name, value) in context.world.business.profile(user) {
            chat[name] = value.clone();
        }
    }
    if let Talk::Chat(id) = talk {
        complete(context, id, &mut chat);
    }
    let pinned = context.world.pinned.get(&talk).into_iter().flatten().rev();
    let mut pinned = pinned.filter_map(|id| context.world.message(talk, *id));
    if let Some(pinned) = pinned.next() {
        chat["pinned_message"] = pinned.json.clone();
    }
    Ok(chat)
}

/// Inserts what only groups and channels have.
fn complete(context: &mut Context<'_>, id: i64, json: &mut Value) {
    let (bot, now) = (context.bot, context.world.clock.date());
    let Some(chat) = context.world.chats.get(&id) else { return };
    for (name, value) in &chat.full {
        json[name] = value.clone();
    }
    if !chat.is_channel() {
        json["permissions"] = chat.permissions_json();
    }
    if chat.kind() == "supergroup" {
        json["can_set_sticker_set"] = json!(true);
    }
    // Every administrator who invites users has a primary link.
    if chat.member(bot, now).has_right("can_invite_users") {
        json["invite_link"] = json!(context.world.primary_link(id, bot));
    }
}

/// The group or channel in `chat_id`.
pub(super) fn group(context: &Context<'_>, otherwise: &str) -> Result<i64, ApiError> {
    match context.talk()? {
        Talk::Chat(id) => Ok(id),
        Talk::Private { .. } | Talk::Business { .. } => Err(ApiError::bad_request(otherwise)),
    }
}

/// Checks that the bot sees the members of a chat: in channels, administrators do.
fn require_member_list(context: &Context<'_>, chat: &Chat) -> Result<(), ApiError> {
    if chat.is_channel() && !chat.is_administrator(context.bot) {
        return Err(ApiError::bad_request("member list is inaccessible"));
    }
    Ok(())
}

pub(crate) fn member(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("user_id").unwrap_or_default();
    let user = context.world.user(id).cloned();
    let user = user.ok_or_else(|| ApiError::bad_request("PARTICIPANT_ID_INVALID"))?;
    let Talk::Chat(chat) = talk else {
        return Ok(Member::new(Status::Member).json(&user, "private"));
    };
    let Some(chat) = context.world.chats.get(&chat) else { return Err(ApiError::chat_not_found()) };
    require_member_list(context, chat)?;
    Ok(chat.member_json(&user, context.bot, context.world.clock.date()))
}

pub(crate) fn administrators(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "there are no administrators in the private chat")?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    require_member_list(context, chat)?;
    let now = context.world.clock.date();
    let shows_bots = context.params.flag("return_bots");
    let is_shown =
        |id: i64| shows_bots || id == context.bot || !context.world.bots.contains_key(&id);
    let admins = chat.members.iter().filter(|(_, member)| member.is_administrator());
    let users =
        admins.filter(|(id, _)| is_shown(**id)).filter_map(|(id, _)| context.world.user(*id));
    let members = users.map(|user| chat.member_json(user, context.bot, now));
    Ok(Value::Array(members.collect()))
}

pub(crate) fn count(context: &mut Context<'_>) -> ApiResult {
    Ok(json!(match context.talk()? {
        Talk::Private { .. } | Talk::Business { .. } => 2,
        Talk::Chat(id) =>
            context.world.chats.get(&id).map_or(0, |chat| {
                chat.members.keys().filter(|member| chat.has(**member)).count()
            }),
    }))
}
