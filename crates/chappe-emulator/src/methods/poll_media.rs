//! Media of polls.

use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
    methods::{Context, media},
    world::location,
};

/// The media of options, and those of questions and explanations.
const OF_OPTIONS: [&str; 8] =
    ["animation", "link", "live_photo", "location", "photo", "sticker", "venue", "video"];
const OF_POLLS: [&str; 8] =
    ["animation", "audio", "document", "live_photo", "location", "photo", "venue", "video"];

/// The members of a venue beside its location.
const VENUE: [&str; 6] = [
    "title",
    "address",
    "foursquare_id",
    "foursquare_type",
    "google_place_id",
    "google_place_type",
];

/// The `PollMedia` of an option.
pub(super) fn of_option(
    context: &mut Context<'_>,
    given: &Value,
) -> Result<Option<Value>, ApiError> {
    if given.is_null() {
        return Ok(None);
    }
    if !OF_OPTIONS.contains(&given["type"].as_str().unwrap_or_default()) {
        let why = "failed to parse poll option media: invalid type specified";
        return Err(ApiError::bad_request(why));
    }
    poll_media(context, given).map(Some)
}

/// Inserts the `PollMedia` of a parameter into a poll, if there is one.
pub(super) fn insert(
    context: &mut Context<'_>,
    name: &str,
    poll: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    let Some(given) = context.params.get(name).cloned() else { return Ok(()) };
    if !OF_POLLS.contains(&given["type"].as_str().unwrap_or_default()) {
        let why = "failed to parse InputPollMedia: invalid type specified";
        return Err(ApiError::bad_request(why));
    }
    let media = poll_media(context, &given)?;
    poll.insert(name.to_owned(), media);
    Ok(())
}

/// The `PollMedia` of an `InputPollMedia`.
fn poll_media(context: &mut Context<'_>, given: &Value) -> Result<Value, ApiError> {
    let kind = given["type"].as_str().unwrap_or_default();
    let value = match kind {
        "link" if given["url"].as_str().is_none_or(str::is_empty) => {
            return Err(ApiError::bad_request("poll option link must be non-empty"));
        }
        "link" => json!({"url": given["url"]}),
        "location" => location(given, 0),
        "venue" => {
            let known = VENUE.iter().filter(|name| !given[**name].is_null());
            let mut venue: Map<String, Value> =
                known.map(|name| ((*name).to_owned(), given[*name].clone())).collect();
            venue.insert("location".to_owned(), location(given, 0));
            venue.into()
        }
        kind => {
            let hints = given.as_object().cloned().unwrap_or_default();
            let source = given["media"].as_str().unwrap_or_default();
            let file = media::file(context, kind, source, &hints)?;
            media::media_of(kind, &file, &hints)
        }
    };
    Ok(json!({kind: value}))
}
