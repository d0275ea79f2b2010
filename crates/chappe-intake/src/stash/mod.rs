//! A storage in memory for stashes.

mod memory_stash;

pub use self::memory_stash::{MemoryStash, TooLarge};
