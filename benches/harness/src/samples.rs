//! Time and allocations of an operation.

use std::time::{Duration, Instant};

use crate::allocator::Allocated;

/// The cost of an operation.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Nanoseconds of each sample.
    pub nanoseconds: Vec<f64>,
    /// Allocations.
    pub allocations: f64,
    /// Allocated bytes.
    pub bytes: f64,
}

/// The least duration of a sample.
const SAMPLE: Duration = Duration::from_millis(60);

/// The number of values that are created before the clock starts.
const AHEAD: u32 = 64;

/// Measures an operation that processes `unit` items per call, in `samples` samples. The
/// clock is stopped while the value that it consumes is created.
pub fn measure<T>(
    samples: usize,
    unit: f64,
    mut make: impl FnMut() -> T,
    mut operation: impl FnMut(T),
) -> Measured {
    // One-time initialization is not part of the cost.
    for _ in 0..100 {
        operation(make());
    }
    let made = make();
    let before = Allocated::so_far();
    operation(made);
    let after = Allocated::so_far();
    let mut loops = 1_u32;
    while time(loops, &mut make, &mut operation) < SAMPLE {
        loops = loops.saturating_mul(2);
    }
    let nanoseconds = (0..samples)
        .map(|_| {
            time(loops, &mut make, &mut operation).as_secs_f64() * 1e9 / f64::from(loops) / unit
        })
        .collect();
    Measured {
        nanoseconds,
        allocations: (after.count - before.count) as f64 / unit,
        bytes: (after.bytes - before.bytes) as f64 / unit,
    }
}

fn time<T>(loops: u32, make: &mut impl FnMut() -> T, operation: &mut impl FnMut(T)) -> Duration {
    let mut elapsed = Duration::ZERO;
    let mut left = loops;
    while left > 0 {
        let made: Vec<T> = (0..left.min(AHEAD)).map(|_| make()).collect();
        left -= left.min(AHEAD);
        let began = Instant::now();
        for value in made {
            operation(value);
        }
        elapsed += began.elapsed();
    }
    elapsed
}
