//! A shorter sequence with the same failure.

use crate::{actions::Action, failure::Found, sequence::replay};

/// The most attempts.
const MOST: usize = 600;

/// Removes steps for as long as the failure stays the same.
pub(crate) fn shrink(mut found: Found, actions: &[Action]) -> Found {
    let mut left = MOST;
    let mut size = found.steps.len().max(1);
    while size > 0 {
        let mut from = 0;
        while from < found.steps.len() && left > 0 {
            left -= 1;
            let to = (from + size).min(found.steps.len());
            let mut steps = found.steps.clone();
            steps.drain(from..to);
            let before = found
                .snapshot
                .map_or(usize::MAX, |before| before - before.clamp(from, to).abs_diff(from));
            match replay(&steps, before, actions) {
                Some(failure) if failure.kind == found.failure.kind => {
                    let snapshot = found.snapshot.map(|_| before);
                    found = Found { failure, steps, snapshot, ..found };
                }
                _ => from = to,
            }
        }
        size /= 2;
    }
    // Without a snapshot, if the failure does not need one.
    match replay(&found.steps, usize::MAX, actions) {
        Some(failure) if failure.kind == found.failure.kind => Found { snapshot: None, ..found },
        _ => found,
    }
}
