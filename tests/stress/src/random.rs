//! Random numbers from a seed.

/// The generator `SplitMix64`: the same seed returns the same numbers on every platform.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Creates an independent generator for one of many users of a seed.
    pub(crate) fn of(seed: u64, user: u64) -> Self {
        Self::new(Self::new(seed).next().wrapping_add(Self::new(user).next()))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number in `0..end`. `end` must be small, so that the bias of the remainder is
    /// negligible.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Returns `true` with a probability of 1 in `times`.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Returns a random element.
    pub(crate) fn one_of<T: Copy>(&mut self, elements: &[T]) -> T {
        let at = self.below(elements.len() as u64);
        elements[usize::try_from(at).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_returns_the_numbers_of_splitmix64() {
        let mut random = Random::new(0);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(numbers, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }

    #[test]
    fn users_of_one_seed_have_different_numbers() {
        let first = |user| Random::of(7, user).next();
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }
}
