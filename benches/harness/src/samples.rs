//! Time and allocations of an operation.

use std::time::{Duration, Instant};

use crate::allocator::Allocated;

/// What an operation costs.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Nanoseconds, of each sample.
    pub nanoseconds: Vec<f64>,
    /// Allocations.
    pub allocations: f64,
    /// Bytes that were allocated.
    pub bytes: f64,
}

/// A sample lasts at least so long.
const SAMPLE: Duration = Duration::from_millis(60);

/// Measures an operation that does `unit` things at once, in `samples` samples.
pub fn measure(samples: usize, unit: f64, mut operation: impl FnMut()) -> Measured {
    // What is set up at first is not what it costs.
    for _ in 0..100 {
        operation();
    }
    let before = Allocated::so_far();
    operation();
    let after = Allocated::so_far();
    let mut loops = 1_u32;
    while time(loops, &mut operation) < SAMPLE {
        loops = loops.saturating_mul(2);
    }
    let nanoseconds = (0..samples)
        .map(|_| time(loops, &mut operation).as_secs_f64() * 1e9 / f64::from(loops) / unit)
        .collect();
    Measured {
        nanoseconds,
        allocations: (after.count - before.count) as f64 / unit,
        bytes: (after.bytes - before.bytes) as f64 / unit,
    }
}

fn time(loops: u32, operation: &mut impl FnMut()) -> Duration {
    let began = Instant::now();
    for _ in 0..loops {
        operation();
    }
    began.elapsed()
}
