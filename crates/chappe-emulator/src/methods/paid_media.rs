//! Paid media.

use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
    methods::{Context, content, media},
};

/// The most media of a message, and the highest price in stars.
const MOST: usize = 10;
const MAX_STARS: i64 = 1_000_000;

/// The content of `sendPaidMedia`.
pub(super) fn content(context: &mut Context<'_>) -> Result<Map<String, Value>, ApiError> {
    let params = context.params;
    let price = params.number("star_count").unwrap_or_default();
    let items = params.get("media").and_then(Value::as_array).cloned().unwrap_or_default();
    let why = if !(1..=MAX_STARS).contains(&price) {
        "invalid media price specified"
    } else if items.is_empty() || items.len() > MOST {
        "invalid number of paid media specified"
    } else {
        ""
    };
    if !why.is_empty() {
        return Err(ApiError::bad_request(why));
    }
    let made = items.iter().map(|item| one(context, item)).collect::<Result<Vec<_>, _>>()?;
    let mut content = content::caption(
        params.text("caption"),
        params.text("parse_mode"),
        params.get("caption_entities"),
        params.flag("show_caption_above_media"),
    )?;
    let info = json!({"star_count": price, "paid_media": made});
    content.insert("paid_media".to_owned(), info);
    Ok(content)
}

/// The `PaidMedia` of an `InputPaidMedia`.
fn one(context: &mut Context<'_>, item: &Value) -> Result<Value, ApiError> {
    let kind = item["type"].as_str().unwrap_or_default().to_owned();
    if !["photo", "video"].contains(&&*kind) {
        let why = format!("can't parse InputPaidMedia: type \"{kind}\" is unsupported");
        return Err(ApiError::bad_request(why));
    }
    let hints = item.as_object().cloned().unwrap_or_default();
    let file = item["media"].as_str().unwrap_or_default();
    let file = media::file(context, &kind, file, &hints)?;
    let made = media::media_of(&kind, &file, &hints);
    Ok(json!({"type": kind, kind: made}))
}
