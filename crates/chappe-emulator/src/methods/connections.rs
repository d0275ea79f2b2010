//! Connections to business accounts, and what they allow a bot.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, forward::identifiers},
    world::{Connection, Talk},
};

/// For how long a business account can write to a user who wrote to it, in seconds.
const ACTIVE_PERIOD: i64 = 86_400;

impl Context<'_> {
    /// The connection in `business_connection_id`.
    pub(crate) fn connection(&self) -> Result<Connection, ApiError> {
        let id = self.params.text("business_connection_id").unwrap_or_default();
        let connection = self.world.business.connection(id);
        let connection = connection.filter(|connection| connection.bot == self.bot);
        let not_found = || ApiError::bad_request("business connection not found");
        Ok(connection.ok_or_else(not_found)?.clone())
    }

    /// The connection in `business_connection_id`, which gives the bot a right.
    pub(crate) fn connection_with(&self, right: &str) -> Result<Connection, ApiError> {
        let connection = self.connection()?;
        if !connection.is_enabled {
            return Err(ApiError::bad_request("BUSINESS_CONNECTION_INVALID"));
        }
        if !connection.has_right(right) {
            return Err(ApiError::forbidden("BOT_ACCESS_FORBIDDEN"));
        }
        Ok(connection)
    }

    /// The chat of a business account in `chat_id`.
    pub(super) fn business_talk(&self, right: &str) -> Result<Talk, ApiError> {
        let user = match self.params.get("chat_id") {
            None => return Err(ApiError::bad_request("chat identifier is empty")),
            Some(chat) => chat
                .as_i64()
                .ok_or_else(|| ApiError::bad_request("chat identifier must be a valid Integer"))?,
        };
        let account = self.connection_with(right)?.account;
        if user == account {
            return Err(ApiError::bad_request("messages must not be sent to self"));
        }
        if user < 0 {
            return Err(ApiError::bad_request("chat must be a private chat"));
        }
        let talk = Talk::Business { account, user };
        if !self.world.users.contains_key(&user) || !self.world.talks.contains_key(&talk) {
            return Err(ApiError::bad_request("BUSINESS_PEER_INVALID"));
        }
        Ok(talk)
    }
}

/// Checks that the user has written to the account within a day.
pub(super) fn require_activity(context: &Context<'_>, talk: Talk) -> Result<(), ApiError> {
    let Talk::Business { user, .. } = talk else { return Ok(()) };
    let messages = context.world.talks.get(&talk).into_iter().flat_map(|talk| talk.values());
    let dates = messages
        .filter(|message| message.json["from"]["id"] == user)
        .filter_map(|message| message.json["date"].as_i64());
    let since = context.world.clock.date() - ACTIVE_PERIOD;
    if dates.max().is_some_and(|last| last >= since) {
        return Ok(());
    }
    Err(ApiError::bad_request("BUSINESS_PEER_USAGE_MISSING"))
}

pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let connection = context.connection()?;
    Ok(context.world.connection_json(&connection))
}

pub(crate) fn read(context: &mut Context<'_>) -> ApiResult {
    let talk = context.business_talk("can_read_messages")?;
    let id = context.params.number("message_id").unwrap_or_default();
    if context.world.message(talk, id).is_none() {
        return Err(ApiError::bad_request("MESSAGE_ID_INVALID"));
    }
    require_activity(context, talk)?;
    context.world.mark_as_read(talk, id);
    Ok(json!(true))
}

/// Deletes messages of one chat: those of the bot, or all with the right to.
pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let ids = identifiers(context)?;
    let connection = context.connection()?;
    let is_account = |talk: &&Talk| matches!(talk, Talk::Business { account, .. } if *account == connection.account);
    let has_one = |talk: &&Talk| ids.iter().any(|id| context.world.message(**talk, *id).is_some());
    let mut talks = context.world.talks.keys().filter(is_account).filter(has_one);
    let (Some(talk), None) = (talks.next().copied(), talks.next()) else {
        return Err(ApiError::bad_request("MESSAGE_ID_INVALID"));
    };
    let sent = ids.iter().filter_map(|id| context.world.message(talk, *id));
    let are_own = sent.clone().all(|message| message.by == Some(context.bot));
    if !are_own || !connection.has_right("can_delete_sent_messages") {
        context.connection_with("can_delete_all_messages")?;
    }
    super::message::remove(context, talk, &ids);
    Ok(json!(true))
}

/// The longest bio, and the longest first and last names, in characters.
const MAX_BIO: usize = 140;
const MAX_NAME: usize = 64;

pub(crate) fn set_name(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_edit_name")?.account;
    let name = |name: &str| context.params.text(name).unwrap_or_default().trim().to_owned();
    let (first, last) = (name("first_name"), name("last_name"));
    if first.is_empty() || first.chars().count() > MAX_NAME {
        return Err(ApiError::bad_request("FIRSTNAME_INVALID"));
    }
    if last.chars().count() > MAX_NAME {
        return Err(ApiError::bad_request("LASTNAME_INVALID"));
    }
    set_user(context, account, &[("first_name", first), ("last_name", last)])
}

pub(crate) fn set_username(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_edit_username")?.account;
    let username = context.params.text("username").unwrap_or_default().to_owned();
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins = username.bytes().next().is_none_or(|byte| byte.is_ascii_alphabetic());
    let fits = username.is_empty() || (4..=32).contains(&username.len());
    let known = |json: &Value| json["username"].as_str().unwrap_or_default().to_owned();
    let users = context.world.users.values().map(known);
    let bots = context.world.bots.values().map(|bot| bot.username().to_owned());
    let chats = context.world.chats.values().map(|chat| known(&chat.json));
    let mut all = users.chain(bots).chain(chats).filter(|known| !known.is_empty());
    let why = if !fits || !begins || !username.bytes().all(is_letter) {
        "USERNAME_INVALID"
    } else if context.world.users.get(&account).map(known) == Some(username.clone()) {
        "USERNAME_NOT_MODIFIED"
    } else if all.any(|known| known.eq_ignore_ascii_case(&username)) {
        "USERNAME_OCCUPIED"
    } else {
        return set_user(context, account, &[("username", username)]);
    };
    Err(ApiError::bad_request(why))
}

/// Changes an account's `User`; an empty text removes a member.
fn set_user(context: &mut Context<'_>, account: i64, members: &[(&str, String)]) -> ApiResult {
    let Some(user) = context.world.users.get_mut(&account) else { return Ok(json!(true)) };
    for (name, value) in members {
        if let (true, Some(user)) = (value.is_empty(), user.as_object_mut()) {
            user.remove(*name);
        } else {
            user[*name] = json!(value);
        }
    }
    let user = user.clone();
    context.world.emit("user", json!({"user": user}));
    Ok(json!(true))
}

pub(crate) fn set_bio(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_edit_bio")?.account;
    let bio = context.params.text("bio").unwrap_or_default().to_owned();
    if bio.chars().count() > MAX_BIO {
        return Err(ApiError::bad_request("ABOUT_TOO_LONG"));
    }
    let bio = if bio.is_empty() { Value::Null } else { json!(bio) };
    context.world.business.set_profile(account, "bio", bio);
    Ok(json!(true))
}

pub(crate) fn set_gift_settings(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_change_gift_settings")?.account;
    let accepted = context.params.get("accepted_gift_types").cloned().unwrap_or_default();
    context.world.business.set_profile(account, "accepted_gift_types", accepted);
    Ok(json!(true))
}

pub(crate) fn star_balance(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_view_gifts_and_stars")?.account;
    Ok(json!({"amount": context.world.stars.of(account)}))
}

pub(crate) fn transfer_stars(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_transfer_stars")?.account;
    let amount = context.params.number("star_count").unwrap_or_default();
    if !(1..=10_000).contains(&amount) {
        return Err(ApiError::bad_request("STARS_AMOUNT_INVALID"));
    }
    if context.world.stars.of(account) < amount {
        return Err(ApiError::bad_request("BALANCE_TOO_LOW"));
    }
    let (world, bot) = (&mut *context.world, context.bot);
    world.stars.add(account, -amount);
    world.stars.add(bot, amount);
    let partner = world.partner(account, "business_account_transfer");
    world.add_transaction(bot, None, amount, crate::world::Partner::Source(partner));
    Ok(json!(true))
}
