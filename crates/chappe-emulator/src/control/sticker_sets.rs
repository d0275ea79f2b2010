//! People publish sticker sets.

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, messages::person, people::number, profiles::file},
    world::{SetSticker, StickerSet, World},
};

/// The types of sets, and the formats of stickers.
const TYPES: [&str; 3] = ["regular", "mask", "custom_emoji"];
const FORMATS: [&str; 3] = ["static", "animated", "video"];

/// One of the names in a list; the first without a value.
fn one_of(value: &Value, name: &str, names: &[&str]) -> Result<String, String> {
    let given = if value.is_null() { names.first().copied() } else { value.as_str() };
    let known = given.filter(|given| names.contains(given));
    known.map(str::to_owned).ok_or_else(|| format!("`{name}` is one of {names:?}"))
}

/// Publishes a set of a user, which replaces the user's set of the same name. No bot may change it.
pub(crate) fn publish(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "from")?;
    person(world, user)?;
    let name = given["name"].as_str().ok_or("`name` is missing")?.to_owned();
    let title = given["title"].as_str().unwrap_or(&name).to_owned();
    let kind = one_of(&given["type"], "type", &TYPES)?;
    let stickers = given["stickers"].as_array().filter(|stickers| !stickers.is_empty());
    let stickers = stickers.ok_or("`stickers` is missing")?;
    if world.sticker_sets.get(&name).is_some_and(|set| set.is_of_bot() || set.user != user) {
        return Err(format!("the name {name} is occupied"));
    }
    let mut set = StickerSet::new(user, name, title, kind);
    for sticker in stickers {
        let (id, emoji) = (&sticker["custom_emoji_id"], &sticker["emoji"]);
        let format = one_of(&sticker["format"], "format", &FORMATS)?;
        let media_type = if format == "video" { "video/webm" } else { "image/webp" };
        let stored = world.files.store("sticker", "sticker.webp", media_type, file(sticker)?);
        let custom_emoji_id = match id.as_str() {
            _ if set.kind != "custom_emoji" => None,
            Some(id) => Some(id.to_owned()),
            None => Some(world.new_emoji_id()),
        };
        let sticker = SetSticker {
            file: stored.id,
            format,
            emoji: vec![emoji.as_str().unwrap_or("🙂").to_owned()],
            keywords: Vec::new(),
            mask_position: None,
            custom_emoji_id,
        };
        world.describe_sticker(&set, &sticker);
        set.stickers.push(sticker);
    }
    world.sticker_sets.insert(set);
    Ok(json!({}))
}
