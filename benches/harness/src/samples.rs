//! Time and allocations of an operation.

use std::time::{Duration, Instant};

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
    let counted = allocation_counter::measure(&mut operation);
    let mut loops = 1_u32;
    while time(loops, &mut operation) < SAMPLE {
        loops = loops.saturating_mul(2);
    }
    let nanoseconds = (0..samples)
        .map(|_| time(loops, &mut operation).as_secs_f64() * 1e9 / f64::from(loops) / unit)
        .collect();
    Measured {
        nanoseconds,
        allocations: counted.count_total as f64 / unit,
        bytes: counted.bytes_total as f64 / unit,
    }
}

fn time(loops: u32, operation: &mut impl FnMut()) -> Duration {
    let began = Instant::now();
    for _ in 0..loops {
        operation();
    }
    began.elapsed()
}
