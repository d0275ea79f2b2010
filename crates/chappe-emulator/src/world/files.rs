//! Stored files.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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
}

/// All files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Files {
    by_id: BTreeMap<String, StoredFile>,
}

impl Files {
    /// Stores a file of a kind: `photo`, `document` and so on.
    pub(crate) fn store(
        &mut self,
        kind: &str,
        name: &str,
        media_type: &str,
        content: Bytes,
    ) -> StoredFile {
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
        };
        self.by_id.insert(file.id.clone(), file.clone());
        file
    }

    /// Sets the thumbnail of a stored file for all messages with it.
    pub(crate) fn illustrate(&mut self, file: StoredFile, thumbnail: Option<Value>) -> StoredFile {
        let file = StoredFile { thumbnail, ..file };
        self.by_id.insert(file.id.clone(), file.clone());
        file
    }

    pub(crate) fn get(&self, id: &str) -> Option<&StoredFile> {
        self.by_id.get(id)
    }

    pub(crate) fn at(&self, path: &str) -> Option<&StoredFile> {
        self.by_id.values().find(|file| file.path == path)
    }
}

impl StoredFile {
    /// The members that all kinds of media have in common.
    pub(crate) fn json(&self) -> Value {
        let unique = self.id.trim_start_matches("AgACAg");
        json!({"file_id": self.id, "file_unique_id": unique, "file_size": self.content.len()})
    }
}
