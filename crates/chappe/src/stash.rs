//! Values that are too large for the data of a button, and a storage in memory.

pub use chappe_core::stash::*;
#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{MemoryStash, TooLarge};
