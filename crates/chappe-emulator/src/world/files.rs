//! Stored files.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{media_type::media_type, picture, scaling::scaled};

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    /// `photo`, `document` and so on.
    pub(crate) kind: String,
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) media_type: String,
    #[serde(with = "crate::world::bytes")]
    pub(crate) content: Bytes,
    pub(crate) thumbnail: Option<Value>,
    /// The members of the `Sticker` that are not those of the file, if it is one of a set.
    #[serde(default)]
    pub(crate) sticker: Option<Value>,
    /// The lengths in bytes of the smaller sizes of a photo, by letter, if it was scaled.
    #[serde(default)]
    smaller: BTreeMap<String, usize>,
}

/// All files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Files {
    by_id: BTreeMap<String, StoredFile>,
    /// The smaller sizes of photos.
    #[serde(default)]
    smaller: BTreeMap<String, StoredFile>,
}

impl Files {
    /// Stores a file of a kind: `photo`, `document` and so on.
    pub(crate) fn store(
        &mut self,
        kind: &str,
        name: &str,
        given_type: &str,
        content: Bytes,
    ) -> StoredFile {
        let media_type = media_type(&content).unwrap_or(given_type);
        let number = self.by_id.len();
        let extension = name.rsplit_once('.').map_or("bin", |(_, extension)| extension);
        let folder = match kind {
            "voice" => "voice".to_owned(),
            "audio" => "music".to_owned(),
            kind => format!("{kind}s"),
        };
        let file = StoredFile {
            id: format!("AgACAgEMU{number:08}{kind}"),
            kind: kind.to_owned(),
            path: format!("{folder}/file_{number}.{extension}"),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content,
            thumbnail: None,
            sticker: None,
            smaller: BTreeMap::new(),
        };
        let file = if kind == "photo" { self.scale(file) } else { file };
        self.by_id.insert(file.id.clone(), file.clone());
        file
    }

    /// Stores the smaller sizes of a photo. A photo that is larger than the largest size becomes
    /// that size.
    fn scale(&mut self, mut photo: StoredFile) -> StoredFile {
        let Some(dimensions) = picture::dimensions(&photo.content) else { return photo };
        let sizes = picture::sizes(dimensions);
        let Some(mut copies) = scaled(&photo.content, &sizes) else { return photo };
        let largest = sizes.last().map(|(_, width, height)| (*width, *height));
        if let Some(whole) = copies.pop().filter(|_| largest != Some(dimensions)) {
            photo.content = whole;
            "image/jpeg".clone_into(&mut photo.media_type);
        }
        let path = photo.path.rsplit_once('.').map_or(&*photo.path, |(path, _)| path).to_owned();
        for ((letter, ..), content) in sizes.iter().zip(copies) {
            photo.smaller.insert((*letter).to_owned(), content.len());
            let copy = StoredFile {
                id: format!("{}_{letter}", photo.id),
                path: format!("{path}_{letter}.jpg"),
                media_type: "image/jpeg".to_owned(),
                content,
                smaller: BTreeMap::new(),
                ..photo.clone()
            };
            self.smaller.insert(copy.id.clone(), copy);
        }
        photo
    }

    /// Stores a thumbnail, which is scaled down if it is too large. Returns its `PhotoSize`.
    pub(crate) fn thumbnail(&mut self, name: &str, given_type: &str, content: Bytes) -> Value {
        let known = picture::dimensions(&content);
        let (width, height) = known.map_or(NO_PICTURE, picture::thumbnail);
        let is_large = known.is_some_and(|known| known != (width, height));
        let small = is_large.then(|| scaled(&content, &[("t", width, height)])).flatten();
        let ((width, height), content, given_type) = match small.and_then(|mut all| all.pop()) {
            Some(small) => ((width, height), small, "image/jpeg"),
            None => (known.unwrap_or(NO_PICTURE), content, given_type),
        };
        let mut thumbnail = self.store("thumbnail", name, given_type, content).json();
        thumbnail["width"] = json!(width);
        thumbnail["height"] = json!(height);
        thumbnail
    }

    /// Gives a picture that is sent as a document a thumbnail of its content, which replaces
    /// another one.
    pub(crate) fn preview(&mut self, file: StoredFile) -> StoredFile {
        let size = picture::dimensions(&file.content).filter(|_| file.kind == "document");
        let Some((width, height)) = size.map(picture::thumbnail) else { return file };
        let small = scaled(&file.content, &[("t", width, height)]).and_then(|mut all| all.pop());
        let Some(small) = small else { return file };
        let thumbnail = self.thumbnail("thumbnail.jpg", "image/jpeg", small);
        self.illustrate(file, Some(thumbnail))
    }

    /// The file to download for an id: a smaller size of a photo is a file of its own.
    pub(crate) fn download(&self, id: &str) -> Option<&StoredFile> {
        self.smaller.get(id).or_else(|| self.get(id))
    }

    /// Sets the thumbnail of a stored file for all messages with it.
    pub(crate) fn illustrate(&mut self, file: StoredFile, thumbnail: Option<Value>) -> StoredFile {
        let file = StoredFile { thumbnail, ..file };
        self.by_id.insert(file.id.clone(), file.clone());
        file
    }

    /// Sets the members of the `Sticker` of a file, for all messages that will have it.
    pub(crate) fn describe_sticker(&mut self, id: &str, sticker: Value) {
        if let Some(file) = self.by_id.get_mut(id) {
            file.sticker = Some(sticker);
        }
    }

    /// The file of an id. The sizes of a photo are one file.
    pub(crate) fn get(&self, id: &str) -> Option<&StoredFile> {
        let whole = || id.rsplit_once('_').map(|(whole, _)| whole);
        self.by_id.get(id).or_else(|| self.by_id.get(whole()?).filter(|file| file.has(id)))
    }

    pub(crate) fn at(&self, path: &str) -> Option<&StoredFile> {
        let mut files = self.by_id.values().chain(self.smaller.values());
        files.find(|file| file.path == path)
    }
}

/// The dimensions of a thumbnail that is no picture.
const NO_PICTURE: (i64, i64) = (320, 240);

/// The dimensions of a picture that is not known, such as one on the web.
const UNKNOWN: (i64, i64) = (640, 480);

impl StoredFile {
    /// The sizes of a photo, from the smallest to the largest, which has the id of the file.
    pub(crate) fn sizes(&self) -> Vec<Value> {
        let mut sizes = picture::sizes(picture::dimensions(&self.content).unwrap_or(UNKNOWN));
        let largest = sizes.pop().map(|(_, width, height)| (self.id.clone(), width, height));
        let smaller = sizes
            .into_iter()
            .map(|(letter, width, height)| (format!("{}_{letter}", self.id), width, height));
        let sizes = smaller.chain(largest).map(|(id, width, height)| {
            let mut size = self.json_with(&id);
            let letter = id.rsplit_once('_').map_or("", |(_, letter)| letter);
            if let Some(length) = self.smaller.get(letter) {
                size["file_size"] = json!(length);
            }
            size["width"] = json!(width);
            size["height"] = json!(height);
            size
        });
        sizes.collect()
    }

    /// Whether one of the sizes has this id.
    fn has(&self, id: &str) -> bool {
        self.kind == "photo" && self.sizes().iter().any(|size| size["file_id"] == id)
    }

    /// The members that all kinds of media have in common.
    pub(crate) fn json(&self) -> Value {
        self.json_with(&self.id)
    }

    /// The same, of one of the sizes.
    pub(crate) fn json_with(&self, id: &str) -> Value {
        let unique = id.trim_start_matches("AgACAg");
        json!({"file_id": id, "file_unique_id": unique, "file_size": self.content.len()})
    }
}
