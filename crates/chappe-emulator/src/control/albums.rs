//! Users send albums.

use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{insert_media, may_write, talk},
        people::number,
        sends::{begun, send},
    },
    methods::check_album,
    world::World,
};

/// The numbers of messages in an album.
const SIZES: std::ops::RangeInclusive<usize> = 2..=10;

/// Sends media as one album.
pub(crate) fn album(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let talk = talk(world, given, from)?;
    let items = given["media"].as_array().ok_or("`media` is missing")?;
    if !SIZES.contains(&items.len()) {
        return Err("an album has 2 to 10 media".to_owned());
    }
    check_album(items).map_err(|_| {
        "an album has photos and videos, or only documents, or only audio files".to_owned()
    })?;
    let begun = begun(world, given, talk, from)?;
    let mut messages: Vec<Map<String, Value>> = Vec::new();
    for item in items {
        let mut message = begun.clone();
        insert_media(world, &mut message, item)?;
        may_write(world, talk, from, &message)?;
        messages.push(message);
    }
    let group = world.number("album").to_string();
    let sent: Vec<Value> = messages
        .into_iter()
        .map(|mut message| {
            message.insert("media_group_id".to_owned(), json!(group));
            send(world, talk, message)
        })
        .collect();
    Ok(json!({"messages": sent}))
}
