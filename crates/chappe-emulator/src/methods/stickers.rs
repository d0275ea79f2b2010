//! The stickers of sets.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, input_sticker,
        sticker_sets::{describe, forget},
        web_files::is_url,
    },
    world::{SetSticker, StickerSet},
};

fn refused<T>(why: impl AsRef<str>) -> Result<T, ApiError> {
    Err(ApiError::bad_request(why))
}

/// The id of the file in a parameter.
pub(super) fn file(context: &Context<'_>, name: &str) -> Result<String, ApiError> {
    let id = context.params.text(name).unwrap_or_default().trim().to_owned();
    if is_url(&id) {
        return refused("wrong sticker file specified");
    }
    let Some(file) = context.world.files.get(&id) else {
        return refused("wrong file identifier/HTTP URL specified");
    };
    if ["photo", "thumbnail"].contains(&&*file.kind) {
        let kind = super::media::named(&file.kind);
        return refused(format!("can't use file of type {kind} as Sticker"));
    }
    Ok(id)
}

/// The set of the sticker in `sticker`, and its position there.
fn place<'a>(context: &'a mut Context<'_>) -> Result<(&'a mut StickerSet, usize), ApiError> {
    let file = file(context, "sticker")?;
    let found = context.world.sticker_sets.with_file(context.bot, &file);
    found.ok_or_else(|| ApiError::bad_request("STICKER_INVALID"))
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let (set, at) = place(context)?;
    let sticker = set.stickers.remove(at);
    forget(context, &sticker);
    Ok(json!(true))
}

/// Moves a sticker. A position after the end is the end.
pub(crate) fn set_position(context: &mut Context<'_>) -> ApiResult {
    let position = context.params.number("position").unwrap_or(-1);
    let Ok(position) = usize::try_from(position) else {
        return refused("wrong sticker position specified");
    };
    let (set, at) = place(context)?;
    let sticker = set.stickers.remove(at);
    set.stickers.insert(position.min(set.stickers.len()), sticker);
    Ok(json!(true))
}

/// Changes a sticker, also in the messages that will be sent.
fn change(context: &mut Context<'_>, change: impl FnOnce(&mut SetSticker)) -> ApiResult {
    let (set, at) = place(context)?;
    change(&mut set.stickers[at]);
    let set = set.clone();
    describe(context, &set, &set.stickers[at]);
    Ok(json!(true))
}

pub(crate) fn set_emoji(context: &mut Context<'_>) -> ApiResult {
    file(context, "sticker")?;
    let given = context.params.get("emoji_list").unwrap_or(&Value::Null);
    let wrong = |why| ApiError::bad_request(format!("can't parse emoji list: {why}"));
    let emoji = input_sticker::emoji(given).map_err(wrong)?;
    change(context, |sticker| sticker.emoji = emoji)
}

pub(crate) fn set_keywords(context: &mut Context<'_>) -> ApiResult {
    let given = context.params.get("keywords").and_then(Value::as_array).into_iter().flatten();
    let keywords = given.filter_map(|keyword| keyword.as_str().map(str::to_owned)).collect();
    let keywords = input_sticker::keywords(keywords);
    change(context, |sticker| sticker.keywords = keywords)
}

pub(crate) fn set_mask_position(context: &mut Context<'_>) -> ApiResult {
    file(context, "sticker")?;
    let given = context.params.get("mask_position").unwrap_or(&Value::Null);
    let wrong = |why| ApiError::bad_request(format!("can't parse mask position: {why}"));
    let position = input_sticker::mask_position(given).map_err(wrong)?;
    change(context, |sticker| sticker.mask_position = position)
}
