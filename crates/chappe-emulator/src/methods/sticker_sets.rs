//! Sets of stickers.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, media},
};

/// The setting of a bot with the sets that it created, by name in lower case.
const SETS: &str = "sticker_sets";

fn unknown() -> ApiError {
    ApiError::bad_request("STICKERSET_INVALID")
}

fn name(context: &Context<'_>) -> String {
    context.params.text("name").unwrap_or_default().trim().to_lowercase()
}

/// Returns a set. Every bot can see it.
pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let name = name(context);
    let mut sets = context.world.bots.values().filter_map(|bot| bot.settings.get(SETS));
    sets.find_map(|sets| sets.get(&name).cloned()).ok_or_else(unknown)
}

/// The sets of the bot.
fn own<'a>(context: &'a mut Context<'_>) -> &'a mut Map<String, Value> {
    let sets = context.bot_state().settings.entry(SETS.to_owned()).or_insert_with(|| json!({}));
    if !sets.is_object() {
        *sets = json!({});
    }
    sets.as_object_mut().expect("it was made an object")
}

/// Creates a set, whose name ends with that of the bot.
pub(crate) fn create(context: &mut Context<'_>) -> ApiResult {
    let name = name(context);
    let bot = context.bot_state().user["username"].as_str().unwrap_or_default().to_lowercase();
    if !name.ends_with(&format!("_by_{bot}")) {
        return Err(ApiError::bad_request("invalid sticker set name is specified"));
    }
    if get(context).is_ok() {
        return Err(ApiError::bad_request("sticker set name is already occupied"));
    }
    let kind = context.params.text("sticker_type").unwrap_or("regular").to_owned();
    let given = context.params.get("stickers").and_then(Value::as_array).cloned();
    let mut stickers = Vec::new();
    for given in given.unwrap_or_default() {
        stickers.push(sticker(context, &given, &kind)?);
    }
    let set = json!({
        "name": context.params.text("name"), "title": context.params.text("title"),
        "sticker_type": kind, "stickers": stickers,
    });
    own(context).insert(name, set);
    Ok(json!(true))
}

/// An `InputSticker` as a `Sticker` of the set that the parameters name.
fn sticker(context: &mut Context<'_>, given: &Value, kind: &str) -> ApiResult {
    let file = given["sticker"].as_str().unwrap_or_default();
    let file = media::file(context, "sticker", file, &Map::new())?;
    let mut sticker = media::media_of("sticker", &file, &Map::new());
    sticker["type"] = json!(kind);
    sticker["is_animated"] = json!(given["format"] == "animated");
    sticker["is_video"] = json!(given["format"] == "video");
    sticker["set_name"] = json!(context.params.text("name"));
    sticker["emoji"] = given["emoji_list"][0].clone();
    Ok(sticker)
}

/// Changes a set of the bot.
fn change(context: &mut Context<'_>, change: impl FnOnce(&mut Value)) -> ApiResult {
    let name = name(context);
    change(own(context).get_mut(&name).ok_or_else(unknown)?);
    Ok(json!(true))
}

pub(crate) fn add(context: &mut Context<'_>) -> ApiResult {
    let name = name(context);
    let kind = own(context).get(&name).ok_or_else(unknown)?["sticker_type"].clone();
    let given = context.params.get("sticker").cloned().unwrap_or_default();
    let sticker = sticker(context, &given, kind.as_str().unwrap_or("regular"))?;
    change(context, |set| {
        if let Some(stickers) = set["stickers"].as_array_mut() {
            stickers.push(sticker);
        }
    })
}

pub(crate) fn set_title(context: &mut Context<'_>) -> ApiResult {
    let title = context.params.get("title").cloned().unwrap_or_default();
    change(context, |set| set["title"] = title)
}

/// Checks that the set exists: its thumbnail and the order of its stickers are not stored.
pub(crate) fn require(context: &mut Context<'_>) -> ApiResult {
    change(context, |_| ())
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let name = name(context);
    own(context).remove(&name).ok_or_else(unknown)?;
    Ok(json!(true))
}
