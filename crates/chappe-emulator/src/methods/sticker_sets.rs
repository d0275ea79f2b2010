//! Sets of stickers.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        input_sticker::{
            Checked, InputSticker, Use, checked, format_of, input_sticker, invalid_format,
            require_user,
        },
        media,
    },
    world::{SetSticker, StickerSet, dimensions},
};

/// The longest name and title, in characters.
const MAX_NAME: usize = 64;

/// The most stickers of a new set, and custom emoji of one call.
const MAX_NEW: usize = 50;
const MAX_CUSTOM_EMOJI: usize = 200;

fn refused<T>(why: impl AsRef<str>) -> Result<T, ApiError> {
    Err(ApiError::bad_request(why))
}

pub(super) fn unknown() -> ApiError {
    ApiError::bad_request("STICKERSET_INVALID")
}

/// A text without the spaces around it, at most as long as Telegram allows.
fn stripped(context: &Context<'_>, name: &str) -> String {
    let text = context.params.text(name).unwrap_or_default().trim();
    text.chars().take(MAX_NAME).collect()
}

/// The name of a set in `name`.
fn name(context: &Context<'_>) -> Result<String, ApiError> {
    let name = stripped(context, "name").replace('.', "");
    if name.is_empty() {
        return refused("sticker set name must be non-empty");
    }
    Ok(name)
}

fn title(context: &Context<'_>) -> Result<String, ApiError> {
    let title = stripped(context, "title");
    if title.is_empty() {
        return refused("sticker set title must be non-empty");
    }
    Ok(title)
}

/// The set in `name`, which the bot created.
fn own<'a>(context: &'a mut Context<'_>) -> Result<&'a mut StickerSet, ApiError> {
    let name = name(context)?;
    context.world.sticker_sets.own(context.bot, &name).ok_or_else(unknown)
}

/// The `Sticker` of a file.
fn sticker_json(context: &Context<'_>, file: &str) -> Value {
    let file = context.world.files.get(file);
    file.map_or(Value::Null, |file| media::media_of("sticker", file, &Map::new()))
}

/// Returns a set. Every bot can see it.
pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let set = context.world.sticker_sets.get(&stripped(context, "name").replace('.', ""));
    let set = set.ok_or_else(unknown)?;
    let stickers = set.stickers.iter().map(|sticker| sticker_json(context, &sticker.file));
    let mut json = json!({
        "name": set.name, "title": set.title, "sticker_type": set.kind,
        "stickers": stickers.collect::<Vec<_>>(),
    });
    if let Some(thumbnail) = &set.thumbnail {
        json["thumbnail"] = thumbnail.clone();
    }
    Ok(json)
}

/// Returns the stickers of custom emoji. Ids that do not exist are left out.
pub(crate) fn custom_emoji(context: &mut Context<'_>) -> ApiResult {
    let ids = context.params.get("custom_emoji_ids").and_then(Value::as_array);
    let ids = ids.into_iter().flatten().map(|id| id.as_str().unwrap_or_default().to_owned());
    let ids: Vec<String> = ids.collect();
    if ids.iter().any(|id| id.parse::<i64>().is_err()) {
        return refused("invalid custom emoji identifier specified");
    }
    if ids.len() > MAX_CUSTOM_EMOJI {
        return refused("too many custom emoji identifiers specified");
    }
    let files = context.world.sticker_sets.custom_emoji(&ids);
    Ok(files.into_iter().map(|file| sticker_json(context, file)).collect())
}

/// Whether a name is one for sets of a bot.
fn is_name(name: &str, bot: &str) -> bool {
    let name = name.to_lowercase();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(is_allowed)
        && !name.contains("__")
        && name.ends_with(&format!("_by_{}", bot.to_lowercase()))
}

/// Creates a set, whose name ends with that of the bot.
pub(crate) fn create(context: &mut Context<'_>) -> ApiResult {
    let given = context.params.get("stickers").and_then(Value::as_array);
    let given = given.cloned().unwrap_or_default();
    if given.len() > MAX_NEW {
        return refused("too many stickers specified");
    }
    let mut stickers = Vec::new();
    for given in &given {
        let wrong = |why| ApiError::bad_request(format!("can't parse InputSticker: {why}"));
        stickers.push(input_sticker(context, given, None).map_err(wrong)?);
    }
    let kind = context.params.text("sticker_type").unwrap_or("regular").to_owned();
    if !["regular", "mask", "custom_emoji"].contains(&&*kind) {
        return refused("unsupported sticker type specified");
    }
    let user = require_user(context)?;
    let title = title(context)?;
    let name = stripped(context, "name");
    let needs_repainting = context.params.flag("needs_repainting");
    if name.is_empty() {
        return refused("sticker set name must be non-empty");
    }
    if stickers.is_empty() {
        return refused("at least 1 sticker must be specified");
    }
    if needs_repainting && kind != "custom_emoji" {
        return refused("only custom emoji stickers support repainting");
    }
    let mut files = Vec::new();
    for (given, InputSticker { format, .. }) in given.iter().zip(&stickers) {
        let file = given["sticker"].as_str().unwrap_or_default();
        files.push(checked(context, file, format.as_deref(), use_in(&kind))?);
    }
    let bot = context.bot;
    if !is_name(&name, context.bot_state().username()) {
        return refused("invalid sticker set name is specified");
    }
    if context.world.sticker_sets.get(&name).is_some() {
        return refused("sticker set name is already occupied");
    }
    let thumbnail = None;
    let mut set = StickerSet {
        bot,
        user,
        name,
        title,
        kind,
        needs_repainting,
        stickers: Vec::new(),
        thumbnail,
    };
    for (InputSticker { sticker, format }, file) in stickers.into_iter().zip(files) {
        let sticker = stored(context, &set, sticker, &format.unwrap_or_default(), file);
        set.stickers.push(sticker);
    }
    context.world.sticker_sets.insert(set);
    Ok(json!(true))
}

fn use_in(kind: &str) -> Use {
    if kind == "custom_emoji" { Use::CustomEmoji } else { Use::Sticker }
}

/// Stores the file of a sticker of a set.
fn stored(
    context: &mut Context<'_>,
    set: &StickerSet,
    mut sticker: SetSticker,
    format: &str,
    file: Checked,
) -> SetSticker {
    let media_type = if format == "video" { "video/webm" } else { "image/png" };
    let stored = context.world.files.store("sticker", &file.name, media_type, file.content);
    sticker.file = stored.id;
    format.clone_into(&mut sticker.format);
    if set.kind == "custom_emoji" {
        sticker.custom_emoji_id = Some(context.world.new_emoji_id());
    }
    describe(context, set, &sticker);
    sticker
}

/// Updates the `Sticker` of a file, for messages that will have it.
pub(super) fn describe(context: &mut Context<'_>, set: &StickerSet, sticker: &SetSticker) {
    context.world.describe_sticker(set, sticker);
}

/// A sticker that has left its set is one without a set and an emoji.
pub(super) fn forget(context: &mut Context<'_>, sticker: &SetSticker) {
    let known = context.world.files.get(&sticker.file).and_then(|file| file.sticker.clone());
    let Some(Value::Object(mut json)) = known else { return };
    for name in ["set_name", "custom_emoji_id", "needs_repainting"] {
        json.remove(name);
    }
    context.world.files.describe_sticker(&sticker.file, json.into());
}

/// The sticker in `sticker`, for a set: its members, its format and its file.
fn new_sticker(
    context: &Context<'_>,
    set: &StickerSet,
) -> Result<(SetSticker, String, Checked), ApiError> {
    let given = context.params.get("sticker").cloned().unwrap_or_default();
    let wrong = |why| ApiError::bad_request(format!("can't parse sticker: {why}"));
    let InputSticker { sticker, format } =
        input_sticker(context, &given, Some("auto")).map_err(wrong)?;
    let format = format.or_else(|| set.format().map(str::to_owned));
    let file = given["sticker"].as_str().unwrap_or_default();
    let file = checked(context, file, format.as_deref(), use_in(&set.kind))?;
    Ok((sticker, format.unwrap_or_default(), file))
}

pub(crate) fn add(context: &mut Context<'_>) -> ApiResult {
    require_user(context)?;
    let set = own(context)?.clone();
    let (sticker, format, file) = new_sticker(context, &set)?;
    if set.stickers.len() >= set.most() {
        return refused("STICKERS_TOO_MUCH");
    }
    let sticker = stored(context, &set, sticker, &format, file);
    own(context)?.stickers.push(sticker);
    Ok(json!(true))
}

/// Replaces a sticker of the set by another one, at the same position.
pub(crate) fn replace(context: &mut Context<'_>) -> ApiResult {
    require_user(context)?;
    let set = own(context)?.clone();
    let old = super::stickers::file(context, "old_sticker")?;
    let at = set.stickers.iter().position(|sticker| sticker.file == old);
    let (sticker, format, file) = new_sticker(context, &set)?;
    let Some(at) = at else { return refused("STICKER_INVALID") };
    let sticker = stored(context, &set, sticker, &format, file);
    own(context)?.stickers[at] = sticker;
    forget(context, &set.stickers[at]);
    Ok(json!(true))
}

pub(crate) fn set_title(context: &mut Context<'_>) -> ApiResult {
    name(context)?;
    let title = title(context)?;
    own(context)?.title = title;
    Ok(json!(true))
}

/// Sets the thumbnail. Without one, the first sticker is shown.
pub(crate) fn set_thumbnail(context: &mut Context<'_>) -> ApiResult {
    let format = context.params.text("format").unwrap_or("auto");
    let format = format_of(format).map_err(invalid_format)?;
    require_user(context)?;
    let set = own(context)?.clone();
    if set.kind == "custom_emoji" {
        return refused("the method can't be used to set thumbnail of custom emoji sticker sets");
    }
    let format = format.or_else(|| set.format().map(str::to_owned));
    let Some(given) = context.params.text("thumbnail").map(str::to_owned) else {
        own(context)?.thumbnail = None;
        return Ok(json!(true));
    };
    let file = checked(context, &given, format.as_deref(), Use::Thumbnail)?;
    let (width, height) = dimensions(&file.content).unwrap_or((100, 100));
    let file = context.world.files.store("thumbnail", &file.name, "image/webp", file.content);
    own(context)?.thumbnail = Some(sized(file.json(), width, height));
    Ok(json!(true))
}

fn sized(mut file: Value, width: i64, height: i64) -> Value {
    file["width"] = json!(width);
    file["height"] = json!(height);
    file
}

/// Shows one of the stickers as the thumbnail of a set of custom emoji.
pub(crate) fn set_custom_emoji_thumbnail(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("custom_emoji_id").unwrap_or_default().to_owned();
    let set = own(context)?.clone();
    if set.kind != "custom_emoji" {
        return refused(
            "the method can be used to set thumbnail only for custom emoji sticker sets",
        );
    }
    let thumbnail = if id.parse().unwrap_or(0_i64) == 0 {
        None
    } else {
        let mut stickers = set.stickers.iter();
        let shown = stickers.find(|sticker| sticker.custom_emoji_id.as_ref() == Some(&id));
        let Some(shown) = shown else { return refused("STICKER_INVALID") };
        context.world.files.get(&shown.file).map(|file| {
            let (width, height) = dimensions(&file.content).unwrap_or((100, 100));
            sized(file.json(), width, height)
        })
    };
    own(context)?.thumbnail = thumbnail;
    Ok(json!(true))
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let set = own(context)?.clone();
    context.world.sticker_sets.remove(&set.name);
    for sticker in &set.stickers {
        forget(context, sticker);
    }
    Ok(json!(true))
}
