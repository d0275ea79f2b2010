//! A snapshot in a file.

use std::{
    ffi::OsStr,
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use serde_json::Value;

use crate::{shared::Shared, world::World};

/// A file with a snapshot, which one process writes.
#[derive(Debug)]
pub(crate) struct SnapshotFile {
    /// The port in the file.
    port: Option<u16>,
    state: Mutex<FileState>,
}

/// The state of the file, as this process last saw it.
#[derive(Debug, Default)]
struct FileState {
    path: PathBuf,
    /// The version that this process read or wrote last.
    known: Option<Version>,
    /// Whether this process does not write the file any more.
    is_ended: bool,
    /// Whether a failure to write was reported.
    is_reported: bool,
}

const REMEDY: &str = "set CHAPPE_EMULATOR_SNAPSHOT to another file or to `off`";

/// The time of the last change of a file, and its size.
type Version = (SystemTime, u64);

impl SnapshotFile {
    /// Opens a file, and restores the world from its snapshot. If there is no file, or if its
    /// snapshot is not usable, the world stays as it is.
    pub(crate) fn open(path: PathBuf, world: &mut World) -> Self {
        let mut state = FileState::default();
        let mut port = None;
        match fs::read(&path) {
            Ok(json) => match restore(&json, world) {
                Ok(found) => {
                    port = found;
                    let file = path.display();
                    tracing::info!(
                        "the chats of the previous run are restored; without {file}, there are none"
                    );
                }
                Err(why) => set_aside(&path, &why),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                // It may be a file of another kind, which must not be overwritten.
                state.is_ended = true;
                let file = path.display();
                tracing::warn!("the chats are not kept: {file} cannot be read: {error}; {REMEDY}");
            }
        }
        state.known = version_of(&path);
        state.path = path;
        Self { port, state: Mutex::new(state) }
    }

    pub(crate) fn port(&self) -> Option<u16> {
        self.port
    }

    /// Writes the state to the file, with the port that the emulator listens on. A failure is
    /// reported once, and the next save tries again. If another process has written the file, this
    /// and all further states are written to a file of their own.
    pub(crate) fn save(&self, shared: &Shared, port: u16) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_ended {
            return;
        }
        let found = version_of(&state.path);
        if found.is_some() && found != state.known {
            let other = with_suffix(&state.path, &format!(".{port}"));
            tracing::warn!(
                "another process has written {}: the chats of this one are kept in {}; {REMEDY}",
                state.path.display(),
                other.display()
            );
            state.path = other;
        }
        // The world is locked only while it is serialized.
        let json = shared.world().snapshot_for_file(port).map_err(io::Error::from);
        match json.and_then(|json| replace(&state.path, port, &json)) {
            Ok(()) => state.known = version_of(&state.path),
            Err(_) if state.is_reported => {}
            Err(error) => {
                state.is_reported = true;
                let file = state.path.display();
                tracing::warn!(
                    "the chats are not kept: {file} cannot be written: {error}; {REMEDY}"
                );
            }
        }
    }
}

/// Restores a snapshot of a file. Returns its port.
fn restore(json: &[u8], world: &mut World) -> Result<Option<u16>, String> {
    let mut snapshot: Value =
        serde_json::from_slice(json).map_err(|error| format!("not JSON: {error}"))?;
    // Time has passed since the snapshot, unless its clock was advanced further.
    let now = world.clock.now();
    if let Some(then) = snapshot["now"].as_f64() {
        snapshot["now"] = then.max(now).into();
    }
    world.restore(&snapshot)?;
    Ok(snapshot["port"].as_u64().and_then(|port| u16::try_from(port).ok()))
}

/// Keeps a file that is not usable under another name.
fn set_aside(path: &Path, why: &str) {
    let aside = with_suffix(path, ".ignored");
    let kept = match fs::rename(path, &aside) {
        Ok(()) => format!("it is kept as {}", aside.display()),
        Err(error) => format!("it cannot be renamed: {error}"),
    };
    tracing::warn!("the chats in {} are ignored: {why}; {kept}", path.display());
}

/// Replaces a file atomically: readers see the previous or the new content.
fn replace(path: &Path, port: u16, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Processes that write at the same time listen on different ports.
    let new = with_suffix(path, &format!(".{port}.new"));
    // A process that was killed may have left one.
    let _ = fs::remove_file(&new);
    let mut file = options().open(&new)?;
    file.write_all(content)?;
    drop(file);
    fs::rename(&new, path)
}

/// A new file that only this user can read: chats may contain private texts.
fn options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn version_of(path: &Path) -> Option<Version> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or(OsStr::new("snapshot")).to_owned();
    name.push(suffix);
    path.with_file_name(name)
}
