//! Gifts.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        content::{insert_text, parsed},
        send::signed,
    },
    world::{Owned, Partner, Talk},
};

/// For how long a gift can be converted to stars, in seconds.
const CONVERSION_PERIOD: i64 = 604_800;

/// The price of Telegram Premium in stars, by months.
const PREMIUM: [(i64, i64); 3] = [(3, 1000), (6, 1500), (12, 2500)];

pub(crate) fn available(context: &mut Context<'_>) -> ApiResult {
    let gifts = context.world.gifts_for_sale().into_iter().map(|gift| gift.json);
    Ok(json!({"gifts": gifts.collect::<Vec<_>>()}))
}

/// Who receives a gift: a channel, or a user.
fn receiver(context: &Context<'_>) -> Result<Talk, ApiError> {
    if context.params.get("chat_id").is_some() {
        return context.talk();
    }
    let user = context.params.number("user_id");
    let user = user.ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
    if context.world.users.contains_key(&user) {
        return Ok(Talk::Private { bot: context.bot, user });
    }
    Err(ApiError::bad_request("user not found"))
}

/// Whether a user accepts a kind of gifts: one of `AcceptedGiftTypes`.
fn accepts(context: &Context<'_>, owner: i64, kind: &str) -> bool {
    let mut settings = context.world.business.profile(owner);
    let settings = settings.find(|(name, _)| *name == "accepted_gift_types");
    settings.is_none_or(|(_, types)| types[kind] != json!(false))
}

pub(crate) fn send(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let talk = receiver(context)?;
    let owner = talk.chat_id();
    let (text, entities) = parsed(
        params.text("text").unwrap_or_default(),
        params.text("text_parse_mode"),
        params.get("text_entities"),
    )?;
    let id = params.text("gift_id").unwrap_or_default();
    let mut offers = context.world.gifts_for_sale().into_iter();
    let Some(offer) = offers.find(|offer| offer.json["id"] == id) else {
        return Err(ApiError::bad_request("STARGIFT_INVALID"));
    };
    let gift = offer.json;
    if gift["remaining_count"] == 0 {
        return Err(ApiError::bad_request("STARGIFT_USAGE_LIMITED"));
    }
    let is_limited = gift["total_count"].is_number();
    let accepted = if is_limited { "limited_gifts" } else { "unlimited_gifts" };
    if !accepts(context, owner, accepted) {
        return Err(ApiError::bad_request("USER_DISALLOWED_STARGIFTS"));
    }
    let upgrade = gift["upgrade_star_count"].as_i64().filter(|_| params.flag("pay_for_upgrade"));
    if params.flag("pay_for_upgrade") && upgrade.is_none() {
        return Err(ApiError::bad_request("STARGIFT_UPGRADE_UNAVAILABLE"));
    }
    let price = gift["star_count"].as_i64().unwrap_or_default() + upgrade.unwrap_or_default();
    if !context.world.spend(context.bot, price) {
        return Err(ApiError::bad_request("BALANCE_TOO_LOW"));
    }
    let mut info = json!({"gift": gift, "convert_star_count": offer.worth});
    if gift["upgrade_star_count"].is_number() {
        info["can_be_upgraded"] = json!(true);
    }
    if let Some(upgrade) = upgrade {
        info["prepaid_upgrade_star_count"] = json!(upgrade);
    }
    if let (Some(info), false) = (info.as_object_mut(), text.is_empty()) {
        insert_text(info, "text", text, "entities", entities);
    }
    let mut owned = info.clone();
    owned["type"] = json!("regular");
    owned["sender_user"] = context.bot_state().user.clone();
    owned["send_date"] = json!(context.world.clock.date());
    owned["is_saved"] = json!(true);
    info["owned_gift_id"] = json!(context.world.give_gift(owner, &gift, owned));
    let mut partner = match talk {
        Talk::Chat(_) => json!({"type": "chat", "chat": context.world.chat_json(talk)}),
        _ => context.world.partner(owner, "gift_purchase"),
    };
    partner["gift"] = gift;
    context.world.add_transaction(context.bot, None, price, Partner::Receiver(partner));
    // Channels show their gifts without a message.
    if !matches!(talk, Talk::Chat(_)) {
        let mut message = signed(context, talk);
        message.insert("gift".to_owned(), info);
        let bot = context.bot;
        context.world.store_message(talk, message.into(), None, Some(bot));
    }
    Ok(json!(true))
}

/// Gives Telegram Premium to a user.
pub(crate) fn premium(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let number = |name: &str| params.number(name).unwrap_or_default();
    let (user, months) = (number("user_id"), number("month_count"));
    if !context.world.users.contains_key(&user) {
        return Err(ApiError::bad_request("user not found"));
    }
    let price = PREMIUM.iter().find(|(known, _)| *known == months);
    let (_, price) = price.ok_or_else(|| ApiError::bad_request("GIFT_MONTHS_INVALID"))?;
    if number("star_count") != *price {
        return Err(ApiError::bad_request("GIFT_STARS_INVALID"));
    }
    if !context.world.spend(context.bot, *price) {
        return Err(ApiError::bad_request("BALANCE_TOO_LOW"));
    }
    if let Some(user) = context.world.users.get_mut(&user) {
        user["is_premium"] = json!(true);
        let user = user.clone();
        context.world.emit("user", json!({"user": user}));
    }
    let mut partner = context.world.partner(user, "premium_purchase");
    partner["premium_subscription_duration"] = json!(months);
    context.world.add_transaction(context.bot, None, *price, Partner::Receiver(partner));
    Ok(json!(true))
}

pub(crate) fn of_user(context: &mut Context<'_>) -> ApiResult {
    let user = context.params.number("user_id").unwrap_or_default();
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    owned(context, user, false)
}

pub(crate) fn of_chat(context: &mut Context<'_>) -> ApiResult {
    let owner = context.talk()?.chat_id();
    owned(context, owner, false)
}

pub(crate) fn of_account(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_view_gifts_and_stars")?.account;
    owned(context, account, true)
}

/// The gifts of an owner that the parameters do not exclude. All of them are regular ones.
fn owned(context: &Context<'_>, owner: i64, has_ids: bool) -> ApiResult {
    let params = context.params;
    let is_shown = |gift: &&Owned| {
        let is_limited = gift.json["gift"]["total_count"].is_number();
        let is_upgradable = gift.json["can_be_upgraded"] == json!(true);
        let excluded = [
            ("exclude_saved", true),
            ("exclude_unlimited", !is_limited),
            ("exclude_limited", is_limited),
            ("exclude_limited_upgradable", is_limited && is_upgradable),
            ("exclude_limited_non_upgradable", is_limited && !is_upgradable),
        ];
        !excluded.iter().any(|(param, fits)| *fits && params.flag(param))
    };
    // The newest gift is the first.
    let mut gifts: Vec<&Owned> = context.world.gifts.of(owner).filter(is_shown).collect();
    gifts.reverse();
    if params.flag("sort_by_price") {
        gifts.sort_by_key(|gift| -gift.json["gift"]["star_count"].as_i64().unwrap_or_default());
    }
    let offset = params.text("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0_usize);
    let limit = params.number("limit").unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or_default();
    let page: Vec<Value> = gifts
        .iter()
        .skip(offset)
        .take(limit)
        .map(|gift| {
            let mut json = gift.json.clone();
            if has_ids {
                json["owned_gift_id"] = json!(gift.id);
            }
            json
        })
        .collect();
    let next = offset.saturating_add(page.len());
    let mut answer = json!({"total_count": gifts.len(), "gifts": page});
    if next < gifts.len() {
        answer["next_offset"] = json!(next.to_string());
    }
    Ok(answer)
}

/// Converts a gift of a business account to stars.
pub(crate) fn convert(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_convert_gifts_to_stars")?.account;
    let id = context.params.text("owned_gift_id").unwrap_or_default();
    let now = context.world.clock.date();
    let Some(gift) = context.world.gifts.owned_mut(account, id) else {
        return Err(ApiError::bad_request("gift not found"));
    };
    let age = now - gift.json["send_date"].as_i64().unwrap_or_default();
    let why = if gift.is_converted {
        "STARGIFT_ALREADY_CONVERTED"
    } else if age > CONVERSION_PERIOD {
        "STARGIFT_CONVERT_TOO_OLD"
    } else {
        gift.is_converted = true;
        let worth = gift.json["convert_star_count"].as_i64().unwrap_or_default();
        context.world.stars.add(account, worth);
        return Ok(json!(true));
    };
    Err(ApiError::bad_request(why))
}
