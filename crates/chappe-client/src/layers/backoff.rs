//! Pauses that grow.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

/// Pauses between tries: each twice as long as the one before, up to a longest,
/// and somewhere between half of that and all of it, so that those who failed
/// together do not come back together.
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
    /// Pauses from `first` to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// The pause after so many failures, from 1.
    pub fn pause(&self, failures: u32) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
        let full = doubled.min(self.longest);
        (full / 2).saturating_add((full / 2).mul_f64(random()))
    }
}

/// From 0 to 1. A keyed hash of nothing is as random as its key, which is all
/// that is needed to spread tries.
fn random() -> f64 {
    let random = RandomState::new().hash_one(()) >> 32;
    u32::try_from(random).map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX))
}
