//! Methods about titles and tags of members, and about channels that write in groups.

use serde_json::json;

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, chat::group, members, rights::require},
    world::{Member, Status},
};

/// The most characters of a title or a tag.
const LONGEST: usize = 16;

/// Whether a character is an emoji.
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Checks a title or a tag. `what` begins its errors.
fn check(tag: &str, what: &str) -> Result<(), ApiError> {
    if tag.chars().any(is_emoji) {
        return Err(ApiError::bad_request(format!("{what}_EMOJI_NOT_ALLOWED")));
    }
    if tag.chars().count() > LONGEST {
        return Err(ApiError::bad_request(format!("{what}_INVALID")));
    }
    Ok(())
}

/// The group, the user and what the user is there.
fn member(context: &Context<'_>, unknown: &str) -> Result<(i64, i64, Member), ApiError> {
    let otherwise = "method is available only for groups and supergroups";
    let id = group(context, otherwise)?;
    let user = context.params.number("user_id").unwrap_or_default();
    match context.world.chats.get(&id) {
        Some(chat) if !chat.is_channel() => {
            if context.world.user(user).is_none() {
                return Err(ApiError::bad_request(unknown));
            }
            Ok((id, user, chat.member(user, context.world.clock.date())))
        }
        _ => Err(ApiError::bad_request(otherwise)),
    }
}

/// Whether the bot may edit the rights of an administrator.
fn may_edit(context: &Context<'_>, id: i64, user: i64) -> bool {
    let now = context.world.clock.date();
    context.world.chats.get(&id).is_some_and(|chat| chat.may_edit(context.bot, user, now))
}

pub(crate) fn set_custom_title(context: &mut Context<'_>) -> ApiResult {
    let (id, user, member) = member(context, "PARTICIPANT_ID_INVALID")?;
    match member.status {
        Status::Creator => {
            return Err(ApiError::bad_request("only the owner can edit their custom title"));
        }
        Status::Administrator => {}
        _ => return Err(ApiError::bad_request("user is not an administrator")),
    }
    if !may_edit(context, id, user) {
        let why = "not enough rights to change custom title of the user";
        return Err(ApiError::bad_request(why));
    }
    let title = context.params.text("custom_title").unwrap_or_default().trim().to_owned();
    check(&title, "CUSTOM_TITLE")?;
    let bot = context.bot_state().user.clone();
    context.world.set_tag(id, user, &title, &bot);
    Ok(json!(true))
}

pub(crate) fn set_tag(context: &mut Context<'_>) -> ApiResult {
    let (id, user, member) = member(context, "user not found")?;
    let now = context.world.clock.date();
    let mine = context.world.chats.get(&id).map(|chat| chat.member(context.bot, now));
    if !mine.as_ref().is_some_and(Member::is_administrator) {
        return Err(ApiError::bad_request("CHAT_ADMIN_REQUIRED"));
    }
    if !member.is_in() {
        return Err(ApiError::bad_request("USER_NOT_PARTICIPANT"));
    }
    let has_right = mine.is_some_and(|mine| mine.has_right("can_manage_tags"));
    let is_forbidden = match member.status {
        Status::Creator => true,
        Status::Administrator => !may_edit(context, id, user),
        _ => !has_right,
    };
    if is_forbidden {
        return Err(ApiError::bad_request("TAG_CHANGE_FORBIDDEN"));
    }
    let tag = context.params.text("tag").unwrap_or_default().trim().to_owned();
    check(&tag, "TAG")?;
    let bot = context.bot_state().user.clone();
    context.world.set_tag(id, user, &tag, &bot);
    Ok(json!(true))
}

/// A sender that the bot bans or unbans.
enum Sender {
    /// A private chat, which is the user of the same id.
    User(i64),
    Chat(i64),
}

/// The group, and the sender that is banned from it or no longer.
fn sender(context: &Context<'_>, private: &str) -> Result<(i64, Sender), ApiError> {
    let id = group(context, private)?;
    let sender = context.params.number("sender_chat_id").unwrap_or_default();
    if sender > 0 {
        return Ok((id, Sender::User(sender)));
    }
    let sender = context.world.chats.get(&sender).ok_or_else(ApiError::chat_not_found)?;
    Ok((id, Sender::Chat(sender.id)))
}

/// Checks that the bot may ban a channel in a supergroup or channel.
fn check_channel(context: &Context<'_>, id: i64, sender: i64) -> Result<(), ApiError> {
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    if context.world.chats.get(&sender).is_none_or(|chat| chat.kind() == "group") {
        return Err(ApiError::bad_request("can't restrict the chat"));
    }
    require(context, chat, "can_restrict_members", "restrict/unrestrict chat member")
}

fn is_small(context: &Context<'_>, id: i64) -> bool {
    context.world.chats.get(&id).is_some_and(|chat| chat.kind() == "group")
}

pub(crate) fn ban_sender(context: &mut Context<'_>) -> ApiResult {
    let (id, sender) = match sender(context, "can't ban members in private chats")? {
        (_, Sender::User(user)) => return members::ban_user(context, user),
        (id, Sender::Chat(_)) if is_small(context, id) => {
            return Err(ApiError::bad_request("can't ban chats in basic groups"));
        }
        (id, Sender::Chat(sender)) => (id, sender),
    };
    check_channel(context, id, sender)?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.banned_senders.insert(sender);
    }
    Ok(json!(true))
}

pub(crate) fn unban_sender(context: &mut Context<'_>) -> ApiResult {
    let private = "chat member status can't be changed in private chats";
    let (id, sender) = match sender(context, private)? {
        (id, Sender::User(user)) => {
            let now = context.world.clock.date();
            let is_left = |member: Member| member.status == Status::Left;
            let is_known = context.world.user(user).is_some();
            let chat = context.world.chats.get(&id).filter(|_| is_known);
            if chat.is_some_and(|chat| is_left(chat.member(user, now))) {
                return Ok(json!(true));
            }
            return members::remove_user(context, user);
        }
        // Chats are never members of basic groups, so there is nothing to do.
        (id, Sender::Chat(_)) if is_small(context, id) => return Ok(json!(true)),
        (id, Sender::Chat(sender)) => (id, sender),
    };
    check_channel(context, id, sender)?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.banned_senders.remove(&sender);
    }
    Ok(json!(true))
}
