//! Rate limits for log lines.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Limits how often a line is logged, and counts the lines that were suppressed.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe_intake::LogLimit;
///
/// let limit = LogLimit::new(Duration::from_secs(60));
/// assert_eq!(limit.pass(), Some(0));
/// assert_eq!(limit.pass(), None);
/// ```
#[derive(Debug)]
pub struct LogLimit {
    every: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: Option<Instant>,
    suppressed: u64,
}

impl LogLimit {
    /// Allows one line per `every`.
    pub fn new(every: Duration) -> Self {
        Self { every, state: Mutex::default() }
    }

    /// Returns how many lines were suppressed since the last one; `None` if this one must be
    /// suppressed too.
    pub fn pass(&self) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if state.last.is_some_and(|last| now.duration_since(last) < self.every) {
            state.suppressed += 1;
            return None;
        }
        state.last = Some(now);
        Some(std::mem::take(&mut state.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_line_a_minute_passes_with_the_number_of_suppressed_ones() {
        let limit = LogLimit::new(Duration::from_secs(60));
        let mut passed = Vec::new();
        for _ in 0..7 {
            passed.push(limit.pass());
            tokio::time::advance(Duration::from_secs(20)).await;
        }
        assert_eq!(passed, [Some(0), None, None, Some(2), None, None, Some(2)]);
    }
}
