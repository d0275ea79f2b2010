//! The messages that results of inline queries send.

use serde_json::{Map, Value, json};

use crate::{
    methods::people::content_by,
    world::{Talk, World},
};

/// A kind of result with a file.
struct FileKind {
    /// The `type` of the result.
    result: &'static str,
    method: &'static str,
    /// The parameter of the method with the file.
    parameter: &'static str,
    /// The member with the id of a file.
    id: &'static str,
}

const fn file_kind([result, method, parameter, id]: [&'static str; 4]) -> FileKind {
    FileKind { result, method, parameter, id }
}

const FILES: [FileKind; 8] = [
    file_kind(["photo", "sendPhoto", "photo", "photo_file_id"]),
    file_kind(["gif", "sendAnimation", "animation", "gif_file_id"]),
    file_kind(["mpeg4_gif", "sendAnimation", "animation", "mpeg4_file_id"]),
    file_kind(["video", "sendVideo", "video", "video_file_id"]),
    file_kind(["audio", "sendAudio", "audio", "audio_file_id"]),
    file_kind(["voice", "sendVoice", "voice", "voice_file_id"]),
    file_kind(["document", "sendDocument", "document", "document_file_id"]),
    file_kind(["sticker", "sendSticker", "sticker", "sticker_file_id"]),
];

/// The members of a result that parameters of the methods have, without the prefix of its type.
const HINTS: [&str; 9] = [
    "width",
    "height",
    "duration",
    "performer",
    "title",
    "caption",
    "parse_mode",
    "caption_entities",
    "show_caption_above_media",
];

/// The results without a file, and the methods that send the same.
const PLAIN: [(&str, &str); 4] = [
    ("location", "sendLocation"),
    ("venue", "sendVenue"),
    ("contact", "sendContact"),
    ("game", "sendGame"),
];

/// The `InputMessageContent`s by a member that only they have, and the methods that send the same.
const CONTENTS: [(&str, &str); 6] = [
    ("message_text", "sendMessage"),
    ("rich_message", "sendRichMessage"),
    ("payload", "sendInvoice"),
    ("phone_number", "sendContact"),
    ("address", "sendVenue"),
    ("latitude", "sendLocation"),
];

/// The content of the message that a result sends, with its keyboard.
pub(crate) fn inline_content(
    world: &mut World,
    bot: i64,
    user: i64,
    result: &Value,
) -> Result<Map<String, Value>, String> {
    // Texts, positions and files are the same in all chats.
    let talk = Talk::Private { bot, user };
    let (method, values) = described(result)?;
    let mut content = content_by(world, bot, method, values, talk)?;
    if content.is_empty() {
        return Err(format!("the emulator does not send the content of {method}"));
    }
    let markup = result.get("reply_markup").filter(|markup| markup.is_object()).cloned();
    let markup = markup.or_else(|| first_button(&content));
    if let Some(markup) = markup {
        content.insert("reply_markup".to_owned(), markup);
    }
    Ok(content)
}

/// The method that sends the message of a result, and its parameters.
fn described(result: &Value) -> Result<(&'static str, Map<String, Value>), String> {
    let content = &result["input_message_content"];
    if let Some(content) = content.as_object() {
        let mut kinds = CONTENTS.iter();
        let kind = kinds.find(|(name, _)| content.contains_key(*name));
        let (name, method) = kind.ok_or("the result has no content that can be sent")?;
        let mut values = content.clone();
        if *name == "message_text" {
            let text = values.remove("message_text").unwrap_or_default();
            values.insert("text".to_owned(), text);
        }
        return Ok((method, values));
    }
    let kind = result["type"].as_str().unwrap_or_default();
    if let Some((_, method)) = PLAIN.iter().find(|(name, _)| *name == kind) {
        let mut values = result.as_object().cloned().unwrap_or_default();
        // That of the result, which `inline_content` inserts.
        values.remove("reply_markup");
        return Ok((method, values));
    }
    if result["message_text"].is_string() {
        let names = [("message_text", "text"), ("parse_mode", "parse_mode")];
        let values = names.map(|(name, parameter)| (parameter.to_owned(), result[name].clone()));
        return Ok(("sendMessage", values.into_iter().collect()));
    }
    let kind = FILES.iter().find(|file| file.result == kind);
    let kind = kind.ok_or("the result has no content that can be sent")?;
    Ok((kind.method, file(kind, result)?))
}

/// The parameters that send the file of a result. Files on the web were fetched when the bot
/// answered, so each has an id.
fn file(kind: &FileKind, result: &Value) -> Result<Map<String, Value>, String> {
    let id = result[kind.id].as_str().ok_or("the result has no file")?;
    let mut values = Map::from_iter([(kind.parameter.to_owned(), json!(id))]);
    for name in HINTS {
        let prefixed = result.get(format!("{}_{name}", kind.id.trim_end_matches("_file_id")));
        if let Some(value) = result.get(name).or(prefixed) {
            values.insert(name.to_owned(), value.clone());
        }
    }
    Ok(values)
}

/// The keyboard of an invoice or a game whose result has none.
fn first_button(content: &Map<String, Value>) -> Option<Value> {
    let button = if content.contains_key("invoice") {
        json!({"text": "Pay", "pay": true})
    } else {
        let title = content.get("game")?["title"].as_str().unwrap_or_default();
        json!({"text": format!("Play {title}"), "callback_game": {}})
    };
    Some(json!({"inline_keyboard": [[button]]}))
}
