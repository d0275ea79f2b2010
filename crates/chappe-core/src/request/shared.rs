//! What all requests of a dispatcher have in common.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

use crate::{engine::Routes, me::Me};

/// Values by type. Types have hashes already.
type TypeMap = HashMap<TypeId, Arc<dyn Any + Send + Sync>, BuildHasherDefault<TypeHash>>;

/// Takes the hash that a type has.
#[derive(Default)]
pub(crate) struct TypeHash(u64);

impl Hasher for TypeHash {
    fn write(&mut self, bytes: &[u8]) {
        // Types do not write bytes.
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What all requests of a dispatcher have in common.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    pub(crate) me: Me,
    pub(crate) values: TypeMap,
    pub(crate) routes: Arc<Routes>,
}
