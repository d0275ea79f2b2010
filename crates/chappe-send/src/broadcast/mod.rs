//! Messages to many chats.

#[expect(clippy::module_inception, reason = "the builder has the name of its module")]
mod broadcast;
mod chats;
mod cursor;
mod cursor_storage;
mod delivery;
mod error;
mod file_cursors;
mod handle;
mod memory_cursors;
mod pace;
mod progress;
mod report;
mod run;

pub use self::{
    broadcast::Broadcast,
    chats::{ChatItem, FallibleChat, InfallibleChat},
    cursor_storage::CursorStorage,
    error::BroadcastError,
    file_cursors::FileCursors,
    handle::BroadcastHandle,
    memory_cursors::MemoryCursors,
    progress::Progress,
    report::{BroadcastReport, Failure, FailureKind},
};
