//! The files of a call that can be cached.

use chappe_types::{FileId, Upload, UploadContent};
use serde_json::{Map, Value};

use crate::{api_response::ApiResponse, call::Call};

/// The kinds of files whose ids can be sent in place of their content.
const KINDS: [&str; 8] =
    ["animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice"];

/// The methods that send one file, and the parameter with the file.
const SENT: [(&str, &str); 8] = [
    ("sendAnimation", "animation"),
    ("sendAudio", "audio"),
    ("sendDocument", "document"),
    ("sendPhoto", "photo"),
    ("sendSticker", "sticker"),
    ("sendVideo", "video"),
    ("sendVideoNote", "video_note"),
    ("sendVoice", "voice"),
];

/// The parameters that Telegram stores with a file.
const ATTRIBUTES: [&str; 8] = [
    "disable_content_type_detection",
    "duration",
    "height",
    "length",
    "performer",
    "supports_streaming",
    "title",
    "width",
];

/// A file of a call that can be cached.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) kind: &'static str,
    pub(super) upload: Upload,
    pub(super) thumbnail: Option<Upload>,
    /// The parameters that Telegram stores with the file, as text.
    pub(super) attributes: String,
    place: Place,
}

/// The place of a file in the parameters.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A parameter, which is named like the kind.
    Parameter,
    /// The object `media`.
    Media,
    /// An item of the list `media`.
    Item(usize),
}

/// Returns the files of a call that can be cached.
pub(super) fn slots(call: &Call) -> Vec<Slot> {
    if call.files().is_empty() {
        return Vec::new();
    }
    let value = |name: &str| serde_json::from_str::<Value>(call.params().get(name)?).ok();
    if let Some((_, kind)) = SENT.iter().find(|(method, _)| *method == call.method()) {
        let names = ATTRIBUTES.iter().chain([kind, &"thumbnail"]);
        let members = names.filter_map(|name| Some(((*name).to_owned(), value(name)?)));
        let members: Map<String, Value> = members.collect();
        return slot(call, kind, &members, kind, Place::Parameter).into_iter().collect();
    }
    let item = |item: &Value, place| {
        let members = item.as_object()?;
        let kind = members.get("type")?.as_str()?;
        let kind = KINDS.into_iter().find(|other| *other == kind)?;
        slot(call, kind, members, "media", place)
    };
    match (call.method(), value("media")) {
        ("sendMediaGroup", Some(Value::Array(items))) => {
            let items = items.iter().enumerate();
            items.filter_map(|(index, media)| item(media, Place::Item(index))).collect()
        }
        ("editMessageMedia", Some(media)) => item(&media, Place::Media).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Returns the file that a member refers to, unless it can be read only once.
fn slot(
    call: &Call,
    kind: &'static str,
    members: &Map<String, Value>,
    member: &str,
    place: Place,
) -> Option<Slot> {
    let upload_of = |name: &str| {
        let part = members.get(name)?.as_str()?.strip_prefix("attach://")?;
        call.files().iter().find(|file| file.part() == part).cloned()
    };
    let upload = upload_of(member)?;
    if matches!(upload.content(), UploadContent::Other(_)) {
        return None;
    }
    let attributes = ATTRIBUTES.iter().filter_map(|name| Some((*name, members.get(*name)?)));
    let attributes: Vec<String> =
        attributes.map(|(name, value)| format!("{name}={value}\n")).collect();
    let (thumbnail, attributes) = (upload_of("thumbnail"), attributes.concat());
    Some(Slot { kind, upload, thumbnail, attributes, place })
}

impl Slot {
    /// Replaces the file by its id.
    pub(super) fn replace(&self, call: &mut Call, id: &FileId) {
        match self.place {
            Place::Parameter => {
                call.set(self.kind, id);
                call.remove("thumbnail");
            }
            Place::Media | Place::Item(_) => {
                let media = call.params().get("media");
                let Some(mut media) =
                    media.and_then(|media| serde_json::from_str::<Value>(media).ok())
                else {
                    return;
                };
                let item = match self.place {
                    Place::Item(index) => media.get_mut(index),
                    Place::Media | Place::Parameter => Some(&mut media),
                };
                if let Some(item) = item.and_then(Value::as_object_mut) {
                    item.insert("media".to_owned(), Value::from(id.as_str()));
                    item.remove("thumbnail");
                }
                call.set("media", media);
            }
        }
        call.detach_unused();
    }

    /// Returns the id of the file in the response to the call. `None` if Telegram made another
    /// kind of message of it.
    pub(super) fn id_in(&self, response: &ApiResponse) -> Option<FileId> {
        let result: Value = serde_json::from_slice(response.result()).ok()?;
        let message = match self.place {
            Place::Item(index) => result.get(index)?,
            Place::Parameter | Place::Media => &result,
        };
        let file = match message.get(self.kind)? {
            Value::Array(sizes) => sizes.iter().max_by_key(|size| size["width"].as_i64())?,
            file => file,
        };
        Some(FileId::from(file.get("file_id")?.as_str()?))
    }
}
