//! Hashes of words that the bot's own code chose: short, and nobody's attack.

use std::hash::{BuildHasherDefault, Hasher};

/// A map by such words.
pub(crate) type WordMap<V> = std::collections::HashMap<Box<str>, V, BuildHasherDefault<Fnv>>;

/// FNV-1a, of 64 bits.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
