//! Media of messages.

use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
    methods::{
        Context,
        web_files::{self, is_url},
    },
    world::{dimensions, duration, kind_of, media_type},
};

/// The largest picture, in bytes.
const MAX_PHOTO: usize = 10 * 1024 * 1024;

/// The media kind of a method that sends one file: the name of its parameter and of the
/// message's member.
pub(crate) fn media_kind(method: &str) -> Option<&'static str> {
    Some(match method {
        "sendPhoto" => "photo",
        "sendDocument" => "document",
        "sendVideo" => "video",
        "sendAudio" => "audio",
        "sendVoice" => "voice",
        "sendAnimation" => "animation",
        "sendSticker" => "sticker",
        "sendVideoNote" => "video_note",
        "sendLivePhoto" => "live_photo",
        _ => return None,
    })
}

/// The file of a parameter: uploaded, stored, or on the web.
///
/// The kind of an uploaded or fetched file is that of its content, unless that is not detected.
pub(crate) fn file(
    context: &mut Context<'_>,
    kind: &str,
    given: &str,
    options: &Map<String, Value>,
) -> Result<crate::world::StoredFile, ApiError> {
    if let Some(file) = context.params.attached(given) {
        let (name, media_type, content) =
            (file.name.clone(), file.media_type.clone(), file.content.clone());
        if content.is_empty() {
            return Err(ApiError::bad_request("file must be non-empty"));
        }
        if kind == "photo" && content.len() > MAX_PHOTO {
            let size = content.len();
            return Err(ApiError::bad_request(format!(
                "file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes",
            )));
        }
        let is_detected = options.get("disable_content_type_detection") != Some(&json!(true));
        let is_album = context.method.name == "sendMediaGroup";
        let kind = match kind_of(kind, &content) {
            // In albums, videos without sound stay videos.
            "animation" if is_album && kind == "video" => kind,
            found if is_detected => found,
            _ => kind,
        };
        let thumbnail = match kind {
            "photo" => None,
            "live_photo" => Some(still(context, options)?),
            _ => thumbnail(context, options),
        };
        let files = &mut context.world.files;
        let stored = files.store(kind, &name, &media_type, content);
        let stored = files.illustrate(stored, thumbnail);
        return Ok(files.preview(stored));
    }
    if is_url(given) {
        let file = web_files::fetched(context, kind, given)?;
        let kind = kind_of(kind, &file.content);
        let still = if kind == "live_photo" { Some(still(context, options)?) } else { None };
        let files = &mut context.world.files;
        let stored = files.store(kind, &file.name, &file.media_type, file.content);
        let stored = files.illustrate(stored, still);
        return Ok(files.preview(stored));
    }
    let known = context.world.files.get(given).cloned();
    let mut known =
        known.ok_or_else(|| ApiError::bad_request("wrong file identifier/HTTP URL specified"))?;
    // A photo cannot be sent as another kind of file, nor another file as a photo.
    if known.kind != kind && [&*known.kind, kind].contains(&"photo") {
        let (has, wants) = (named(&known.kind), named(kind));
        return Err(ApiError::bad_request(format!("can't use file of type {has} as {wants}")));
    }
    if kind == "live_photo" {
        known.thumbnail = Some(still(context, options)?);
    }
    Ok(known)
}

/// The kind of media as which a file is sent: an upload is what its content is.
pub(crate) fn sent_kind<'a>(kind: &'a str, file: &'a crate::world::StoredFile) -> &'a str {
    if kind_of(kind, &file.content) == file.kind { &file.kind } else { kind }
}

/// Telegram's name of a kind of files.
pub(super) fn named(kind: &str) -> &str {
    match kind {
        "photo" => "Photo",
        "video" => "Video",
        "audio" => "Audio",
        "voice" => "VoiceNote",
        "animation" => "Animation",
        "sticker" => "Sticker",
        "video_note" => "VideoNote",
        "thumbnail" => "Thumbnail",
        _ => "Document",
    }
}

/// Inserts a stored file into a message.
pub(crate) fn insert(
    message: &mut Map<String, Value>,
    kind: &str,
    file: &crate::world::StoredFile,
    hints: &Map<String, Value>,
) {
    let media = media_of(kind, file, hints);
    if kind == "live_photo" {
        // For clients that do not support live photos.
        message.insert("photo".to_owned(), media["photo"].clone());
    }
    message.insert(kind.to_owned(), media);
    if kind == "animation" {
        // For clients that do not support animations.
        message.insert("document".to_owned(), media_of("document", file, hints));
    }
}

/// The picture of a live photo, as the sizes of a photo.
fn still(context: &mut Context<'_>, options: &Map<String, Value>) -> Result<Value, ApiError> {
    let given = options.get("photo").and_then(Value::as_str).unwrap_or_default().to_owned();
    if given.is_empty() {
        return Err(ApiError::bad_request(match &*context.method.name {
            "sendLivePhoto" => "there is no photo in the request",
            "sendPaidMedia" => "can't parse InputPaidMedia: photo not found",
            _ => "can't parse InputMedia: photo not found",
        }));
    }
    Ok(file(context, "photo", &given, &Map::new())?.sizes().into())
}

/// The thumbnail, if one was uploaded.
fn thumbnail(context: &mut Context<'_>, options: &Map<String, Value>) -> Option<Value> {
    let given = options.get("thumbnail").and_then(Value::as_str)?;
    let given = context.params.attached(given)?.clone();
    let files = &mut context.world.files;
    Some(files.thumbnail(&given.name, &given.media_type, given.content))
}

/// A stored file as the media of a message.
pub(crate) fn media_of(
    kind: &str,
    file: &crate::world::StoredFile,
    hints: &Map<String, Value>,
) -> Value {
    let mut media = file.json();
    // A voice message has no thumbnail, also if its file was sent as a video before.
    if let Some(thumbnail) = file.thumbnail.as_ref().filter(|_| kind != "voice") {
        match (kind, thumbnail) {
            ("live_photo", sizes) => media["photo"] = sizes.clone(),
            // The picture of a live photo that is sent as another kind.
            (_, Value::Array(sizes)) => {
                media["thumbnail"] = sizes.first().cloned().unwrap_or_default();
            }
            (_, thumbnail) => media["thumbnail"] = thumbnail.clone(),
        }
    }
    let number = |name: &str| hints.get(name).and_then(Value::as_i64);
    if kind == "photo" {
        return file.sizes().into();
    }
    let (width, height) = dimensions(&file.content)
        .or_else(|| Some((number("width")?, number("height")?)))
        .unwrap_or((640, 480));
    match kind {
        "video" | "animation" | "sticker" | "live_photo" => {
            media["width"] = json!(width);
            media["height"] = json!(height);
        }
        "video_note" => media["length"] = json!(number("length").unwrap_or(240)),
        _ => {}
    }
    if ["video", "animation", "audio", "voice", "video_note", "live_photo"].contains(&kind) {
        let seconds = number("duration").or_else(|| duration(&file.content));
        media["duration"] = json!(seconds.unwrap_or_default());
    }
    if let Some(sticker) = file.sticker.as_ref().filter(|_| kind == "sticker") {
        for (name, value) in sticker.as_object().into_iter().flatten() {
            media[name] = value.clone();
        }
    } else if kind == "sticker" {
        media["type"] = json!("regular");
        media["is_animated"] = json!(media_type(&file.content) == Some("application/gzip"));
        media["is_video"] = json!(media_type(&file.content) == Some("video/webm"));
        if let Some(emoji) = hints.get("emoji") {
            media["emoji"] = emoji.clone();
        }
    }
    if kind == "audio" {
        for name in ["performer", "title"] {
            if let Some(value) = hints.get(name).filter(|value| value.is_string()) {
                media[name] = value.clone();
            }
        }
    }
    if !["voice", "sticker", "video_note", "live_photo"].contains(&kind) {
        media["file_name"] = json!(file.name);
    }
    if !["sticker", "video_note"].contains(&kind) {
        media["mime_type"] = json!(file.media_type);
    }
    media
}
