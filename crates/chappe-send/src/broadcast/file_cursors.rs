//! Cursors in files.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chappe_core::BoxError;
use tokio::task::spawn_blocking;

use crate::broadcast::cursor_storage::CursorStorage;

/// Stores each cursor in a file of a folder, `NAME.cursor`.
///
/// A cursor is written to another file, which then replaces the first one: a kill of the process
/// leaves the cursor before or the one after. The content is synchronised with the disk. Names
/// consist of letters and digits of ASCII, `-`, `_` and `.`.
#[derive(Clone, Debug)]
pub struct FileCursors {
    folder: PathBuf,
    /// Held while a file is read or written: an access continues when its future is dropped.
    access: Arc<Mutex<()>>,
}

impl FileCursors {
    /// Creates a storage in this folder, which is created when a cursor is saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), access: Arc::default() }
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
        let path = self.path(name, "cursor")?;
        let read = move || match fs::read_to_string(path) {
            Ok(cursor) => Ok(Some(cursor)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        self.access(read).await
    }

    async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
        let (path, new) = (self.path(name, "cursor")?, self.path(name, "cursor.new")?);
        let folder = self.folder.clone();
        self.access(move || replace(&folder, &new, &path, &cursor)).await
    }
}

impl FileCursors {
    /// Accesses files on a thread for blocking work, one access at a time.
    async fn access<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, BoxError> {
        let access = Arc::clone(&self.access);
        let work = move || {
            let _access = access.lock().unwrap_or_else(PoisonError::into_inner);
            work()
        };
        Ok(spawn_blocking(work).await??)
    }
}

/// Writes a text to a new file, which then replaces the file at the path.
fn replace(folder: &Path, new: &Path, path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = fs::File::create(new)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    fs::rename(new, path)
}
