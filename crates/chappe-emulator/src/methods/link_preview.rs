//! The options of link previews, as messages have them. Every page that a text links to has a
//! preview.

use serde_json::{Map, Value, json};

/// The options that are about the preview itself.
const OF_PREVIEW: [&str; 2] = ["prefer_small_media", "prefer_large_media"];

/// The `LinkPreviewOptions` of a text, if they differ from the defaults. For bots, they contain
/// the URL of the preview.
pub(super) fn link_preview(given: &Value, text: &str, entities: &[Value]) -> Option<Value> {
    let link = first_link(text, entities);
    let is_disabled = given["is_disabled"] == true;
    let mut options = Map::new();
    if is_disabled && link.is_some() {
        options.insert("is_disabled".to_owned(), json!(true));
    }
    let chosen = given["url"].as_str().filter(|url| !url.is_empty()).map(str::to_owned);
    if let Some(url) = chosen.or(link).filter(|_| !is_disabled) {
        options.insert("url".to_owned(), json!(url));
        let preferred = OF_PREVIEW.iter().filter(|name| given[**name] == true);
        options.extend(preferred.map(|name| ((*name).to_owned(), json!(true))));
    }
    if given["show_above_text"] == true {
        options.insert("show_above_text".to_owned(), json!(true));
    }
    (!options.is_empty()).then(|| options.into())
}

/// The first link in a text.
fn first_link(text: &str, entities: &[Value]) -> Option<String> {
    entities.iter().find_map(|entity| match entity["type"].as_str()? {
        "text_link" => entity["url"].as_str().map(str::to_owned),
        "url" => covered(text, entity).map(|url| match url.contains("://") {
            true => url,
            false => format!("http://{url}"),
        }),
        _ => None,
    })
}

/// The text that an entity covers. Entities count UTF-16 code units.
fn covered(text: &str, entity: &Value) -> Option<String> {
    let number = |name: &str| usize::try_from(entity[name].as_u64()?).ok();
    let (offset, length) = (number("offset")?, number("length")?);
    let units: Vec<u16> = text.encode_utf16().skip(offset).take(length).collect();
    String::from_utf16(&units).ok()
}
