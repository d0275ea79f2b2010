//! Cursors in files.

use std::{io, path::PathBuf};

use chappe_core::BoxError;
use tokio::{fs, io::AsyncWriteExt as _};

use crate::broadcast::cursor_storage::CursorStorage;

/// Stores each cursor in a file of a folder, `NAME.cursor`.
///
/// A cursor is written to another file, which then replaces the first one: a kill of the process
/// leaves the cursor before or the one after. The content is synchronised with the disk. Names
/// consist of letters and digits of ASCII, `-`, `_` and `.`.
#[derive(Clone, Debug)]
pub struct FileCursors {
    folder: PathBuf,
}

impl FileCursors {
    /// Creates a storage in this folder, which is created when a cursor is saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, name: &str, extension: &str) -> io::Result<PathBuf> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 200 || !name.chars().all(is_allowed) {
            let fault = format!(
                "{name:?} cannot be the name of a file: use up to 200 letters and digits of ASCII, \
                 `-`, `_` and `.`"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, fault));
        }
        Ok(self.folder.join(format!("{name}.{extension}")))
    }
}

impl CursorStorage for FileCursors {
    async fn load(&self, name: &str) -> Result<Option<String>, BoxError> {
        match fs::read_to_string(self.path(name, "cursor")?).await {
            Ok(cursor) => Ok(Some(cursor)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
        let (path, new) = (self.path(name, "cursor")?, self.path(name, "cursor.new")?);
        fs::create_dir_all(&self.folder).await?;
        let mut file = fs::File::create(&new).await?;
        file.write_all(cursor.as_bytes()).await?;
        file.sync_data().await?;
        fs::rename(new, path).await?;
        Ok(())
    }
}
