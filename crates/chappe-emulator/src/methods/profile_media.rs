//! The photos, audio files and marks of profiles.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, input_sticker::require_user},
    world::{EmojiStatus, Profile, Talk, dimensions},
};

/// The least side of a profile photo, in pixels.
const LEAST_SIDE: i64 = 160;

/// The most photos and audio files of one call.
const MOST: i64 = 100;

/// The most messages of one call.
const MOST_MESSAGES: i64 = 20;

fn refused<T>(why: impl AsRef<str>) -> Result<T, ApiError> {
    Err(ApiError::bad_request(why))
}

/// Sets the bot's photo.
pub(crate) fn set_photo(context: &mut Context<'_>) -> ApiResult {
    let photo = stored_photo(context)?;
    context.world.profiles.of(context.bot).photos.insert(0, photo);
    Ok(json!(true))
}

/// Sets the photo of a business account.
pub(crate) fn set_account_photo(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_edit_profile_photo")?.account;
    let photo = stored_photo(context)?;
    let is_public = context.params.flag("is_public");
    let profile = context.world.profiles.of(account);
    if is_public {
        profile.public_photo = Some(photo);
    } else {
        profile.photos.insert(0, photo);
    }
    Ok(json!(true))
}

/// Removes the current photo of a business account, or the public one.
pub(crate) fn remove_account_photo(context: &mut Context<'_>) -> ApiResult {
    let account = context.connection_with("can_edit_profile_photo")?.account;
    let is_public = context.params.flag("is_public");
    let profile = context.world.profiles.of(account);
    if is_public {
        profile.public_photo = None;
    } else if !profile.photos.is_empty() {
        profile.photos.remove(0);
    }
    Ok(json!(true))
}

/// Stores the photo in the parameters. Returns its id.
fn stored_photo(context: &mut Context<'_>) -> Result<String, ApiError> {
    let given = context.params.get("photo").cloned().unwrap_or_default();
    let is_static = given["type"] == "static";
    let name = if is_static { "photo" } else { "animation" };
    let file = context.params.attached(given[name].as_str().unwrap_or_default());
    let Some(file) = file.cloned() else { return refused("photo must be uploaded as a file") };
    if !is_static {
        let what = format!("{} with an animation", context.method.name);
        return Err(ApiError::not_implemented(&what));
    }
    match dimensions(&file.content) {
        None => return refused("IMAGE_PROCESS_FAILED"),
        Some((width, height)) if width.min(height) < LEAST_SIDE => {
            return refused("PHOTO_CROP_SIZE_SMALL");
        }
        Some(_) => {}
    }
    let stored = context.world.files.store("photo", &file.name, &file.media_type, file.content);
    Ok(stored.id)
}

/// Removes the bot's current photo; the one before it is the current one then.
pub(crate) fn remove_photo(context: &mut Context<'_>) -> ApiResult {
    let photos = &mut context.world.profiles.of(context.bot).photos;
    if !photos.is_empty() {
        photos.remove(0);
    }
    Ok(json!(true))
}

/// The part of a list that `offset` and `limit` name.
fn page(context: &Context<'_>, whole: Vec<Value>, name: &str) -> Value {
    let number = |name: &str, otherwise: i64| context.params.number(name).unwrap_or(otherwise);
    let offset = usize::try_from(number("offset", 0).max(0)).unwrap_or(usize::MAX);
    let limit = usize::try_from(number("limit", MOST).clamp(1, MOST)).unwrap_or(1);
    let total = whole.len();
    let part: Vec<Value> = whole.into_iter().skip(offset).take(limit).collect();
    json!({"total_count": total, name: part})
}

pub(crate) fn photos(context: &mut Context<'_>) -> ApiResult {
    let user = require_user(context)?;
    let profile = context.world.profiles.get(user).into_iter();
    let photos = profile.flat_map(Profile::shown_photos);
    let photos = photos.filter_map(|photo| context.world.files.get(photo));
    let photos = photos.map(|photo| Value::from(photo.sizes())).collect();
    Ok(page(context, photos, "photos"))
}

pub(crate) fn audios(context: &mut Context<'_>) -> ApiResult {
    let user = require_user(context)?;
    let audios = context.world.profiles.get(user).map(|profile| profile.audios.clone());
    Ok(page(context, audios.unwrap_or_default(), "audios"))
}

/// Sets the emoji beside a user's name, if the user has allowed it.
pub(crate) fn set_emoji_status(context: &mut Context<'_>) -> ApiResult {
    let user = require_user(context)?;
    let emoji = context.params.text("emoji_status_custom_emoji_id").unwrap_or_default();
    let emoji = emoji.parse().unwrap_or(0_i64);
    let until = context.params.number("emoji_status_expiration_date").unwrap_or_default();
    let profile = context.world.profiles.of(user);
    if !profile.status_bots.contains(&context.bot) {
        return Err(ApiError::forbidden("not enough rights to change the user's emoji status"));
    }
    profile.emoji_status =
        (emoji != 0).then(|| EmojiStatus { emoji: emoji.to_string(), until: until.max(0) });
    Ok(json!(true))
}

/// The user or the chat that is verified.
fn verified(context: &Context<'_>) -> Result<i64, ApiError> {
    if context.params.get("user_id").is_some() {
        return require_user(context);
    }
    Ok(match context.talk()? {
        Talk::Chat(id) => id,
        Talk::Private { user, .. } | Talk::Business { user, .. } => user,
    })
}

pub(crate) fn verify(context: &mut Context<'_>) -> ApiResult {
    let id = verified(context)?;
    let description = context.params.text("custom_description").unwrap_or_default().to_owned();
    context.world.profiles.of(id).verified_by.insert(context.bot, description);
    Ok(json!(true))
}

pub(crate) fn remove_verification(context: &mut Context<'_>) -> ApiResult {
    let id = verified(context)?;
    context.world.profiles.of(id).verified_by.remove(&context.bot);
    Ok(json!(true))
}

/// Replaces the errors in the data of Telegram Passport that the user sees.
pub(crate) fn set_passport_errors(context: &mut Context<'_>) -> ApiResult {
    let errors = context.params.get("errors").cloned().unwrap_or_default();
    for error in errors.as_array().into_iter().flatten() {
        check_hashes(error).map_err(|why| {
            ApiError::bad_request(format!("can't parse PassportElementError: {why}"))
        })?;
    }
    let user = require_user(context)?;
    context.world.profiles.of(user).passport_errors.insert(context.bot, errors);
    Ok(json!(true))
}

/// Checks that the hashes of an error are base64.
fn check_hashes(error: &Value) -> Result<(), &'static str> {
    let names = ["data_hash", "file_hash", "element_hash"];
    let one = names.iter().filter_map(|name| error[*name].as_str());
    let many = error["file_hashes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let engine = base64::engine::general_purpose::STANDARD;
    if one.chain(many).all(|hash| base64::Engine::decode(&engine, hash).is_ok()) {
        return Ok(());
    }
    Err("hash isn't a valid base64-encoded string")
}

/// The newest messages of the channel that a user shows in the profile; none without a channel.
pub(crate) fn personal_messages(context: &mut Context<'_>) -> ApiResult {
    let user = require_user(context)?;
    let limit = context.params.number("limit").unwrap_or_default().min(MOST_MESSAGES);
    let limit = usize::try_from(limit).unwrap_or_default();
    if limit == 0 {
        return refused("limit must be positive");
    }
    Ok(context.world.personal_messages(user, limit).into())
}
