//! Exponential backoff with jitter.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

/// Exponentially growing pauses between attempts. The upper bound of a pause doubles with each
/// failure, up to a maximum. A pause is a random duration between half of its bound and the bound,
/// so that clients which failed at the same time do not retry at the same time.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::Backoff;
///
/// let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
/// let third = backoff.pause(3);
/// assert!(Duration::from_secs(2) <= third && third <= Duration::from_secs(4));
/// assert!(backoff.pause(100) <= Duration::from_secs(30));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// Creates a backoff whose pauses grow from `first` to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// Returns the pause after this number of failures, counted from 1.
    pub fn pause(&self, failures: u32) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
        let full = doubled.min(self.longest);
        (full / 2).saturating_add((full / 2).mul_f64(random()))
    }
}

/// Returns a number from 0 to 1: a hash with a random key, which is random enough for jitter.
fn random() -> f64 {
    let random = RandomState::new().hash_one(()) >> 32;
    u32::try_from(random).map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX))
}
