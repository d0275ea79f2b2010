//! The contents of URLs, in place of the internet.

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, profiles::file},
    world::{WebPage, World},
};

/// Declares the content of a URL, or removes it.
pub(crate) fn set(world: &mut World, given: &Value) -> ControlResult {
    let url = given["url"].as_str().ok_or("`url` is missing")?;
    let page = if given["file"].is_null() {
        None
    } else {
        let media_type = given["mime_type"].as_str().unwrap_or("application/octet-stream");
        Some(WebPage { media_type: media_type.to_owned(), content: file(given)? })
    };
    world.web_pages.set(url, page);
    Ok(json!({}))
}
