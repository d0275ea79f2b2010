//! Files on the web: where parameters name them, and how they are used.

use serde_json::Value;

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    params::{File, Params},
    schema::Method,
    world::media_type,
};

/// A file on the web.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WebFile {
    pub(crate) url: String,
    pub(crate) is_photo: bool,
}

/// The members of objects that name files.
const MEMBERS: [&str; 4] = ["media", "photo", "cover", "sticker"];

/// The members of inline results that name files.
const OF_RESULTS: [&str; 7] =
    ["photo_url", "gif_url", "mpeg4_url", "video_url", "audio_url", "voice_url", "document_url"];

/// The media types of files on the web that messages can have, by kind.
const TYPES: [(&str, &[&str]); 8] = [
    ("photo", &["image/jpeg", "image/png", "image/webp", "image/gif"]),
    ("sticker", &["image/webp"]),
    ("document", &["image/gif", "application/pdf", "application/zip"]),
    ("animation", &["image/gif", "video/mp4"]),
    ("video", &["video/mp4"]),
    ("audio", &["audio/mpeg", "audio/mp4"]),
    ("voice", &["audio/ogg", "audio/mpeg", "audio/mp4"]),
    ("live_photo", &["image/jpeg"]),
];

/// Whether the text of a file parameter is a URL: identifiers of files contain no full stop.
pub(super) fn is_url(given: &str) -> bool {
    given.contains('.') || given.starts_with("http://") || given.starts_with("https://")
}

/// The files on the web that the parameters of a method name, each once.
pub(crate) fn web_files(method: &Method, params: &Params) -> Vec<WebFile> {
    let mut found = Vec::new();
    for field in &method.params {
        let Some(value) = params.get(&field.name) else { continue };
        match &*field.wire {
            "String | InputFile" => add(&mut found, value, field.name == "photo"),
            wire if wire.contains("InlineQueryResult") && field.name.starts_with("result") => {
                search(&mut found, value, &OF_RESULTS);
            }
            wire if wire.contains("Input") => search(&mut found, value, &MEMBERS),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Searches an object or a list, and what they contain.
fn search(found: &mut Vec<WebFile>, value: &Value, members: &[&str]) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| search(found, item, members)),
        Value::Object(object) => {
            for (name, value) in object {
                let is_photo = name.starts_with("photo")
                    || (name == "media" && object.get("type") == Some(&Value::from("photo")));
                if value.is_string() && members.contains(&&**name) {
                    add(found, value, is_photo);
                }
                search(found, value, members);
            }
        }
        _ => {}
    }
}

fn add(found: &mut Vec<WebFile>, value: &Value, is_photo: bool) {
    let url = value.as_str().filter(|text| is_url(text) && !text.starts_with("attach://"));
    if let Some(url) = url {
        found.push(WebFile { url: url.to_owned(), is_photo });
    }
}

/// A file on the web that was fetched, if it can be this kind of media.
pub(super) fn fetched(context: &Context<'_>, kind: &str, url: &str) -> Result<File, ApiError> {
    let Some((_, types)) = TYPES.iter().find(|(known, _)| *known == kind) else {
        return Err(ApiError::bad_request("wrong file identifier/HTTP URL specified"));
    };
    let file = match context.params.fetched.get(url) {
        Some(Ok(file)) => file.clone(),
        Some(Err(why)) => return Err(ApiError::bad_request(why)),
        None => return Err(ApiError::bad_request("wrong file identifier/HTTP URL specified")),
    };
    let shown = media_type(&file.content).unwrap_or(&file.media_type);
    if file.content.is_empty() || !types.contains(&shown) {
        return Err(ApiError::bad_request("wrong type of the web page content"));
    }
    Ok(file)
}

/// Stores the file on the web of an inline result, whose id the result has then.
///
/// # Errors
///
/// Fails if the file cannot be fetched, or is not of the kind of the result.
pub(super) fn stored_files(context: &mut Context<'_>, mut result: Value) -> ApiResult {
    for name in OF_RESULTS {
        let Some(url) = result[name].as_str().map(str::to_owned) else { continue };
        let kind = name.trim_end_matches("_url");
        let media = if ["gif", "mpeg4"].contains(&kind) { "animation" } else { kind };
        let file = fetched(context, media, &url)?;
        let stored = context.world.files.store(media, &file.name, &file.media_type, file.content);
        result[format!("{kind}_file_id")] = stored.id.into();
    }
    Ok(result)
}
