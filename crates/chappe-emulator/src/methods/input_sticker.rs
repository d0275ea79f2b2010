//! Stickers that bots provide: `InputSticker`, and the files of stickers and thumbnails.

use std::io::Read as _;

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use serde_json::{Value, json};

use crate::{
    emoji::is_emoji,
    error::{ApiError, ApiResult},
    methods::{
        Context,
        web_files::{self, is_url},
    },
    world::{SetSticker, dimensions, media_type},
};

/// The most emoji of a sticker.
const MAX_EMOJI: usize = 20;

/// The largest files in bytes, by format: a sticker, a custom emoji, a thumbnail.
const MAX_FILE: [(&str, [usize; 3]); 3] = [
    ("static", [1 << 19, 1 << 17, 1 << 17]),
    ("animated", [1 << 16, 1 << 16, 1 << 15]),
    ("video", [1 << 18, 1 << 16, 1 << 15]),
];

/// The longest animation that is decompressed, in bytes.
const MAX_ANIMATION: u64 = 16 << 20;

/// What a file is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Use {
    Sticker,
    CustomEmoji,
    Thumbnail,
}

/// A file that was checked: its name and content.
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) content: Bytes,
}

fn refused<T>(why: impl AsRef<str>) -> Result<T, ApiError> {
    Err(ApiError::bad_request(why))
}

/// Uploads a file for stickers.
pub(crate) fn upload(context: &mut Context<'_>) -> ApiResult {
    let format = context.params.text("sticker_format").unwrap_or_default().to_owned();
    let format = format_of(&format).map_err(invalid_format)?;
    require_user(context)?;
    let given = context.params.text("sticker").unwrap_or_default().to_owned();
    if !given.starts_with("attach://") {
        return refused("inputFile is not specified");
    }
    let file = checked(context, &given, format.as_deref(), Use::Sticker)?;
    let stored = context.world.files.store("sticker", &file.name, "image/png", file.content);
    Ok(stored.json())
}

/// Checks the user in `user_id`.
pub(super) fn require_user(context: &Context<'_>) -> Result<i64, ApiError> {
    let user = context.params.number("user_id").unwrap_or_default();
    match context.world.user(user) {
        Some(_) => Ok(user),
        None => refused("user not found"),
    }
}

/// Reads the name of a format; `auto` is none.
pub(super) fn format_of(name: &str) -> Result<Option<String>, &'static str> {
    match name {
        "auto" => Ok(None),
        name if MAX_FILE.iter().any(|(known, _)| *known == name) => Ok(Some(name.to_owned())),
        _ => Err("Invalid sticker format specified"),
    }
}

/// The error of a format that is a parameter.
pub(super) fn invalid_format(why: &str) -> ApiError {
    // Descriptions begin with a small letter.
    ApiError::bad_request(why.replacen('I', "i", 1))
}

/// An `InputSticker` that was read, without its file.
pub(super) struct InputSticker {
    pub(super) sticker: SetSticker,
    /// `None` if it is to be detected.
    pub(super) format: Option<String>,
}

/// Reads an `InputSticker`, without its file.
pub(super) fn input_sticker(
    context: &Context<'_>,
    given: &Value,
    default_format: Option<&str>,
) -> Result<InputSticker, String> {
    let texts = |name: &str| {
        let texts = given[name].as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let file = given["sticker"].as_str().unwrap_or_default();
    let is_lost = file.starts_with("attach://") && context.params.attached(file).is_none();
    if file.is_empty() || is_lost {
        return Err("sticker not found".to_owned());
    }
    let format = given["format"].as_str().filter(|format| !format.is_empty()).or(default_format);
    let format = format_of(format.ok_or("Can't find field \"format\"")?)?;
    let sticker = SetSticker {
        file: String::new(),
        format: String::new(),
        emoji: emoji(&given["emoji_list"])?,
        keywords: keywords(texts("keywords")),
        mask_position: given.get("mask_position").map(mask_position).transpose()?.flatten(),
        custom_emoji_id: None,
    };
    Ok(InputSticker { sticker, format })
}

/// Checks a list of emoji.
pub(super) fn emoji(list: &Value) -> Result<Vec<String>, String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    match list.len() {
        0 => return Err("emoji list must be non-empty".to_owned()),
        1..=MAX_EMOJI => {}
        _ => return Err("too many emoji specified".to_owned()),
    }
    let texts = list.iter().filter_map(Value::as_str);
    if texts.clone().any(|text| !is_emoji(text)) {
        return Err("expected a Unicode emoji".to_owned());
    }
    Ok(texts.map(str::to_owned).collect())
}

/// Keywords have neither commas nor line ends.
pub(super) fn keywords(given: Vec<String>) -> Vec<String> {
    given.into_iter().map(|keyword| keyword.replace([',', '\n'], " ")).collect()
}

/// Checks a `MaskPosition`; null is none.
pub(super) fn mask_position(given: &Value) -> Result<Option<Value>, String> {
    if given.is_null() {
        return Ok(None);
    }
    let point = given["point"].as_str().unwrap_or_default().to_lowercase();
    let point = point.trim();
    if !["forehead", "eyes", "mouth", "chin"].contains(&point) {
        return Err("Wrong point specified in MaskPosition".to_owned());
    }
    let [x, y, scale] = ["x_shift", "y_shift", "scale"].map(|name| given[name].as_f64());
    Ok(Some(json!({"point": point, "x_shift": x, "y_shift": y, "scale": scale})))
}

/// The file of a sticker or a thumbnail, which must have this format.
pub(super) fn checked(
    context: &Context<'_>,
    given: &str,
    format: Option<&str>,
    used: Use,
) -> Result<Checked, ApiError> {
    let Some(format) = format else { return refused("sticker format must be non-empty") };
    let (_, limits) = MAX_FILE.iter().find(|(known, _)| *known == format).unwrap_or(&MAX_FILE[0]);
    let file = if let Some(file) = context.params.attached(given) {
        if file.content.is_empty() {
            return refused("file must be non-empty");
        }
        if file.content.len() > limits[used as usize] {
            return refused("file is too big");
        }
        Checked { name: file.name.clone(), content: file.content.clone() }
    } else if is_url(given) {
        match format {
            "animated" => return refused("animated stickers can't be uploaded by URL"),
            "video" => return refused("video stickers can't be uploaded by URL"),
            _ => {}
        }
        let file = web_files::fetched(context, "photo", given)?;
        Checked { name: file.name, content: file.content }
    } else {
        let Some(file) = context.world.files.get(given) else {
            return refused("wrong file identifier/HTTP URL specified");
        };
        if ["photo", "thumbnail"].contains(&&*file.kind) {
            let (has, wants) = (super::media::named(&file.kind), wanted(format));
            return refused(format!("can't use file of type {has} as {wants}"));
        }
        Checked { name: file.name.clone(), content: file.content.clone() }
    };
    check_content(&file.content, format, used).map_err(ApiError::bad_request)?;
    Ok(file)
}

/// Telegram's name of the kind of files that a format requires.
fn wanted(format: &str) -> &'static str {
    if format == "animated" { "Sticker" } else { "Document" }
}

/// Checks that a content has a format.
fn check_content(content: &[u8], format: &str, used: Use) -> Result<(), &'static str> {
    let is_thumbnail = used == Use::Thumbnail;
    match format {
        "animated" if !is_animation(content) => {
            Err(if is_thumbnail { "STICKER_THUMB_TGS_NOTGS" } else { "STICKER_TGS_NOTGS" })
        }
        "video" if media_type(content) != Some("video/webm") => Err("STICKER_VIDEO_NOWEBM"),
        "static" => {
            let is_picture =
                ["image/png", "image/webp"].contains(&media_type(content).unwrap_or_default());
            let size = dimensions(content).filter(|_| is_picture);
            match size {
                None if is_thumbnail => Err("STICKER_THUMB_PNG_NOPNG"),
                None => Err("STICKER_PNG_NOPNG"),
                Some(size) if fits(size, used) => Ok(()),
                Some(_) => Err("STICKER_PNG_DIMENSIONS"),
            }
        }
        _ => Ok(()),
    }
}

/// Whether a picture has the dimensions that Telegram requires.
fn fits((width, height): (i64, i64), used: Use) -> bool {
    match used {
        Use::Sticker => width.max(height) == 512,
        Use::CustomEmoji | Use::Thumbnail => (width, height) == (100, 100),
    }
}

/// Whether a content is an animation: compressed JSON with its dimensions.
fn is_animation(content: &[u8]) -> bool {
    let decoder = GzDecoder::new(content).take(MAX_ANIMATION);
    let animation: Result<Value, _> = serde_json::from_reader(decoder);
    animation.is_ok_and(|animation| animation["w"].is_number() && animation["h"].is_number())
}
