//! Methods about invite links and requests to join.

use serde_json::json;

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, chat::group, rights::require},
    world::{InviteLink, LinkTerms, Subscription, TermsError},
};

/// The only period of a subscription, in seconds, and its highest price in stars.
const MONTH: i64 = 2_592_000;
const HIGHEST_PRICE: i64 = 10_000;

/// The chat whose links the bot may manage.
fn invitable(context: &Context<'_>) -> Result<i64, ApiError> {
    manageable(context, "can't invite members to a private chat", "manage chat invite link")
}

/// The chat that the bot may invite users to.
fn manageable(context: &Context<'_>, private: &str, what: &str) -> Result<i64, ApiError> {
    let id = group(context, private)?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    require(context, chat, "can_invite_users", what)?;
    Ok(id)
}

/// The terms that the parameters describe.
fn terms(context: &Context<'_>) -> LinkTerms {
    let params = context.params;
    LinkTerms::new(
        params.text("name").unwrap_or_default(),
        params.number("expire_date").unwrap_or_default(),
        params.number("member_limit").unwrap_or_default().min(100_000),
        params.flag("creates_join_request"),
    )
}

fn refused(error: TermsError) -> ApiError {
    ApiError::bad_request(error.telegram())
}

/// A link as the bot sees it.
fn shown(context: &Context<'_>, chat: i64, url: &str) -> ApiResult {
    let link = context.world.link_json(chat, url, context.bot);
    link.ok_or_else(|| ApiError::bad_request("INVITE_HASH_EXPIRED"))
}

pub(crate) fn export(context: &mut Context<'_>) -> ApiResult {
    let chat = invitable(context)?;
    Ok(json!(context.world.replace_primary_link(chat, context.bot)))
}

pub(crate) fn create(context: &mut Context<'_>) -> ApiResult {
    let chat = group(context, "can't invite members to a private chat")?;
    let terms = terms(context);
    // Checked before the rights.
    if terms.limits_requests() {
        return Err(refused(TermsError::LimitedRequests));
    }
    invitable(context)?;
    terms.check(context.world.clock.date()).map_err(refused)?;
    let url = context.world.add_link(chat, context.bot, terms, None);
    shown(context, chat, &url)
}

pub(crate) fn create_subscription(context: &mut Context<'_>) -> ApiResult {
    let chat = group(context, "can't invite members to a private chat")?;
    let number = |name: &str| context.params.number(name).unwrap_or_default();
    let (period, price) = (number("subscription_period"), number("subscription_price"));
    if period <= 0 || price <= 0 {
        return Err(ApiError::bad_request("invalid subscription pricing specified"));
    }
    invitable(context)?;
    if !context.world.chats.get(&chat).is_some_and(crate::world::Chat::is_channel) {
        return Err(ApiError::bad_request("PRICING_CHAT_INVALID"));
    }
    if period != MONTH {
        return Err(ApiError::bad_request("SUBSCRIPTION_PERIOD_INVALID"));
    }
    if price > HIGHEST_PRICE {
        return Err(ApiError::bad_request("STARS_AMOUNT_INVALID"));
    }
    let terms = LinkTerms::new(context.params.text("name").unwrap_or_default(), 0, 0, false);
    let subscription = Some(Subscription { period, price });
    let url = context.world.add_link(chat, context.bot, terms, subscription);
    shown(context, chat, &url)
}

/// The link in the parameters, which the bot has created.
fn own(context: &Context<'_>, chat: i64) -> Result<InviteLink, ApiError> {
    let url = context.params.text("invite_link").unwrap_or_default();
    if url.is_empty() {
        return Err(ApiError::bad_request("invite link must be non-empty"));
    }
    let link = context.world.chats.get(&chat).and_then(|chat| chat.link(url));
    match link.filter(|link| !link.is_revoked) {
        None => Err(ApiError::bad_request("INVITE_HASH_EXPIRED")),
        Some(link) if link.creator != context.bot => {
            Err(ApiError::bad_request("CHAT_ADMIN_REQUIRED"))
        }
        Some(link) => Ok(link.clone()),
    }
}

/// Changes a link of the bot that is not its primary one.
fn change(context: &mut Context<'_>, chat: i64, link: &InviteLink, terms: LinkTerms) -> ApiResult {
    if link.is_primary {
        return Err(ApiError::bad_request("CHAT_INVITE_PERMANENT"));
    }
    terms.check(context.world.clock.date()).map_err(refused)?;
    let chat_state = context.world.chats.get_mut(&chat);
    if let Some(link) = chat_state.and_then(|chat| chat.link_mut(&link.url)) {
        link.terms = terms;
    }
    shown(context, chat, &link.url)
}

pub(crate) fn edit(context: &mut Context<'_>) -> ApiResult {
    let chat = invitable(context)?;
    let terms = terms(context);
    if terms.limits_requests() {
        return Err(refused(TermsError::LimitedRequests));
    }
    let link = own(context, chat)?;
    change(context, chat, &link, terms)
}

/// Renames a link. Its price and its period stay.
pub(crate) fn edit_subscription(context: &mut Context<'_>) -> ApiResult {
    let chat = invitable(context)?;
    let link = own(context, chat)?;
    let terms = link.terms.named(context.params.text("name").unwrap_or_default());
    change(context, chat, &link, terms)
}

pub(crate) fn revoke(context: &mut Context<'_>) -> ApiResult {
    let chat = invitable(context)?;
    let link = own(context, chat)?;
    if link.is_primary {
        context.world.replace_primary_link(chat, context.bot);
    } else if let Some(link) =
        context.world.chats.get_mut(&chat).and_then(|chat| chat.link_mut(&link.url))
    {
        link.is_revoked = true;
    }
    shown(context, chat, &link.url)
}

/// The chat and the user whose request the bot decides about.
fn request(context: &Context<'_>) -> Result<(i64, i64), ApiError> {
    let what = "manage chat join requests";
    let chat = manageable(context, "the chat can't have join requests", what)?;
    let user = context.params.number("user_id").unwrap_or_default();
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    let state = context.world.chats.get(&chat);
    if state.is_some_and(|chat| chat.has(user)) {
        return Err(ApiError::bad_request("USER_ALREADY_PARTICIPANT"));
    }
    if state.is_some_and(|chat| chat.requests.contains_key(&user)) {
        return Ok((chat, user));
    }
    Err(ApiError::bad_request("HIDE_REQUESTER_MISSING"))
}

pub(crate) fn approve(context: &mut Context<'_>) -> ApiResult {
    let (chat, user) = request(context)?;
    let bot = context.bot_state().user.clone();
    context.world.admit(chat, user, &bot);
    Ok(json!(true))
}

pub(crate) fn decline(context: &mut Context<'_>) -> ApiResult {
    let (chat, user) = request(context)?;
    context.world.decline(chat, user);
    Ok(json!(true))
}
