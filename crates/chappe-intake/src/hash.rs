//! Hashes of ids: they are numbers that strangers may choose, so each map has a
//! seed of its own.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Makes hashes of ids, with a seed.
#[derive(Clone, Debug)]
pub(crate) struct IdHash {
    seed: u64,
}

impl Default for IdHash {
    fn default() -> Self {
        // The standard library's own seed, once a map.
        Self { seed: RandomState::new().hash_one(0_u8) | 1 }
    }
}

impl BuildHasher for IdHash {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher { seed: self.seed, state: self.seed }
    }
}

/// Mixes numbers into a state by multiplication with the seed.
#[derive(Clone, Debug)]
pub(crate) struct IdHasher {
    seed: u64,
    state: u64,
}

impl IdHasher {
    fn mix(&mut self, number: u64) {
        let product = u128::from(self.state ^ number).wrapping_mul(u128::from(self.seed));
        let (high, low) = (product >> 64, product & u128::from(u64::MAX));
        let folded = u64::try_from(high ^ low).unwrap_or_default();
        self.state = folded.rotate_left(29) ^ number;
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.mix(u64::from_ne_bytes(number.to_ne_bytes()));
    }

    fn finish(&self) -> u64 {
        // Maps look at the highest bits and at the lowest.
        self.state.wrapping_mul(self.seed) ^ (self.state >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_follow_one_another_are_spread() {
        let hash = IdHash::default();
        for shift in [0, 8, 57] {
            let mut found: Vec<u64> =
                (0..4096_i64).map(|id| (hash.hash_one(id) >> shift) & 0x7f).collect();
            found.sort_unstable();
            found.dedup();
            assert!(found.len() > 100, "{shift}: {}", found.len());
        }
    }

    #[test]
    fn each_map_has_a_seed_of_its_own() {
        let hashes: Vec<u64> = (0..8).map(|_| IdHash::default().hash_one(7_i64)).collect();
        assert!(hashes.windows(2).all(|two| two[0] != two[1]), "{hashes:?}");
    }
}
