//! Files that were sent are sent again by their ids.

mod key;
mod layer;
mod memory;
mod slots;
mod store;

pub use self::{
    key::MediaKey,
    layer::{MediaCache, MediaCacheLayer},
    memory::MemoryMediaStore,
    store::{MediaStore, StoreFuture},
};
