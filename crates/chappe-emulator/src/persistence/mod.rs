//! Keeps the state of an emulator in a file, across restarts of its program.

mod default_file;
mod save;
mod snapshot_file;

pub use self::default_file::default_snapshot_file;
pub(crate) use self::{save::save_changes, snapshot_file::SnapshotFile};
