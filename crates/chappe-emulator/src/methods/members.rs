//! Methods that change the members of a chat.

use serde_json::json;

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, chat::group, permissions::permissions, rights::require},
    world::{Member, RIGHTS, Status, is_right_in},
};

/// Why a method does not apply to private chats.
const PRIVATE: &str = "can't restrict members of a private chat";

/// Why a method applies neither to private chats nor to groups.
const LARGE: &str = "method is available for supergroup and channel chats only";

/// What requires the right to restrict members.
const RESTRICT: (&str, &str) = ("can_restrict_members", "restrict/unrestrict chat member");

/// The chat and the user that the parameters name.
struct Target {
    chat: i64,
    user: i64,
    before: Member,
}

/// Checks that the bot may change a member.
fn target(
    context: &mut Context<'_>,
    user: i64,
    (right, what): (&str, &str),
) -> Result<Target, ApiError> {
    let id = group(context, PRIVATE)?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    require(context, chat, right, what)?;
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("PARTICIPANT_ID_INVALID"));
    }
    if user == context.bot {
        return Err(ApiError::bad_request("can't restrict self"));
    }
    let before = chat.member(user, context.world.clock.date());
    if before.status == Status::Creator {
        return Err(ApiError::bad_request("can't remove chat owner"));
    }
    Ok(Target { chat: id, user, before })
}

/// The same, of a member who is no administrator.
fn usual(context: &mut Context<'_>, user: i64) -> Result<Target, ApiError> {
    let target = target(context, user, RESTRICT)?;
    if target.before.is_administrator() {
        return Err(ApiError::bad_request("user is an administrator of the chat"));
    }
    Ok(target)
}

fn put(context: &mut Context<'_>, target: &Target, member: &Member) -> ApiResult {
    let bot = context.bot_state().user.clone();
    context.world.set_member(target.chat, target.user, member, &bot);
    Ok(json!(true))
}

/// A member with the end in `until_date`.
fn until(context: &Context<'_>, member: Member) -> Member {
    let until = context.params.number("until_date").unwrap_or_default();
    member.until(until, context.world.clock.date())
}

/// The user that the parameters name.
fn user(context: &Context<'_>) -> i64 {
    context.params.number("user_id").unwrap_or_default()
}

pub(crate) fn ban(context: &mut Context<'_>) -> ApiResult {
    let user = user(context);
    ban_user(context, user)
}

pub(super) fn ban_user(context: &mut Context<'_>, user: i64) -> ApiResult {
    let target = usual(context, user)?;
    let banned = until(context, Member::new(Status::Kicked));
    put(context, &target, &banned)
}

pub(crate) fn unban(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, LARGE)?;
    if context.world.chats.get(&id).is_some_and(|chat| chat.kind() == "group") {
        return Err(ApiError::bad_request(LARGE));
    }
    let user = user(context);
    if context.params.flag("only_if_banned") {
        let now = context.world.clock.date();
        let member = context.world.chats.get(&id).map(|chat| chat.member(user, now));
        if member.is_none_or(|member| member.status != Status::Kicked) {
            return Ok(json!(true));
        }
    }
    remove_user(context, user)
}

/// Makes a user one who has left: one who is banned, restricted or in the chat.
pub(super) fn remove_user(context: &mut Context<'_>, user: i64) -> ApiResult {
    let target = usual(context, user)?;
    put(context, &target, &Member::new(Status::Left))
}

pub(crate) fn restrict(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, PRIVATE)?;
    if context.world.chats.get(&id).is_some_and(|chat| chat.kind() != "supergroup") {
        return Err(ApiError::bad_request("method is available only for supergroups"));
    }
    let user = user(context);
    let target = usual(context, user)?;
    let given = context.params.get("permissions").cloned().unwrap_or_default();
    let is_independent = context.params.flag("use_independent_chat_permissions");
    let permissions = permissions(&given, is_independent).into_iter().map(str::to_owned);
    let restricted = Member::restricted(permissions).inside(target.before.is_in());
    let restricted = until(context, restricted);
    put(context, &target, &restricted)
}

pub(crate) fn promote(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, PRIVATE)?;
    let kind = context.world.chats.get(&id).map(|chat| chat.kind().to_owned());
    let kind = kind.unwrap_or_default();
    if kind == "group" {
        return Err(ApiError::bad_request(LARGE));
    }
    let user = user(context);
    let target = target(context, user, ("can_promote_members", "promote members"))?;
    let now = context.world.clock.date();
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    let is_administrator = target.before.status == Status::Administrator;
    if is_administrator && !chat.may_edit(context.bot, target.user, now) {
        return Err(ApiError::bad_request("CHAT_ADMIN_REQUIRED"));
    }
    let params = context.params;
    let names = RIGHTS.iter().map(|(right, _)| *right);
    let mut granted: Vec<&str> =
        names.filter(|right| params.flag(right) && is_right_in(right, &kind)).collect();
    if granted.is_empty() {
        return demote(context, &target);
    }
    if !target.before.is_in() {
        return Err(ApiError::bad_request("USER_NOT_PARTICIPANT"));
    }
    let mine = chat.member(context.bot, now);
    let may_grant = |right: &&str| *right == "is_anonymous" || mine.has_right(right);
    if !granted.iter().all(may_grant) {
        return Err(ApiError::bad_request("RIGHT_FORBIDDEN"));
    }
    let restricts = "can_restrict_members";
    if kind == "channel" && params.get(restricts).is_none() && mine.has_right(restricts) {
        granted.push(restricts);
    }
    let granted = granted.into_iter().map(str::to_owned);
    put(context, &target, &Member::administrator(granted))
}

/// Takes all rights away, which does not bring a user into the chat.
fn demote(context: &mut Context<'_>, target: &Target) -> ApiResult {
    if target.before.status == Status::Left {
        return Err(ApiError::bad_request("bots can't add new chat members"));
    }
    put(context, target, &Member::new(Status::Member).inside(target.before.is_in()))
}

pub(crate) fn leave(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "can't leave private chats")?;
    let (bot, user) = (context.bot, context.bot_state().user.clone());
    let now = context.world.clock.date();
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    if chat.migrated_to.is_some() {
        return Err(ApiError::bad_request("chat is deactivated"));
    }
    let mine = chat.member(bot, now);
    if mine.status == Status::Kicked {
        return Err(ApiError::bad_request("USER_NOT_PARTICIPANT"));
    }
    // To leave again is no error.
    if mine.is_in() {
        context.world.set_member(id, bot, &mine.left(), &user);
    }
    Ok(json!(true))
}
