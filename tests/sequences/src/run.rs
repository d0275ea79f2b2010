//! A run of many sequences.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    actions::{Action, actions},
    command_line::CommandLine,
    failure::Found,
    panics,
    schema::schema,
    sequence::draw_and_play,
    shrink::shrink,
    watchdog::Watchdog,
};

/// The most kinds of failures; then the run ends.
const MOST: usize = 60;

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Report {
    sequences: u64,
    steps: u64,
    /// Methods and actions that never had a result.
    unsuccessful: Vec<String>,
    took: Duration,
    /// One of each kind, and how many there were.
    failures: BTreeMap<String, (Found, u64)>,
}

impl Report {
    pub(crate) fn has_no_failure(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Plays the sequences of the command line, on all processors.
///
/// # Errors
///
/// Fails if the documentation of the control API cannot be read.
pub(crate) fn run(line: &CommandLine) -> Result<Report, String> {
    let actions = actions()?;
    panics::record();
    let began = Instant::now();
    let (next, steps, ends) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let succeeded = Mutex::new(BTreeSet::new());
    let failures = Mutex::new(BTreeMap::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let watchdog = Watchdog::start();
                while !ends.load(Ordering::Relaxed) && began.elapsed() < line.time {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= line.count {
                        break;
                    }
                    let seed = line.seed.wrapping_add(number);
                    watchdog.watch(seed);
                    match draw_and_play(seed, line.steps, &actions) {
                        Ok(played) => {
                            steps.fetch_add(played.steps, Ordering::Relaxed);
                            let succeeded = succeeded.lock();
                            succeeded
                                .unwrap_or_else(PoisonError::into_inner)
                                .extend(played.succeeded);
                        }
                        Err(found) => {
                            let kinds = add(&failures, *found, &actions);
                            ends.store(kinds >= MOST, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    // The default hook prints again.
    drop(std::panic::take_hook());
    let succeeded: BTreeSet<String> =
        succeeded.into_inner().unwrap_or_else(PoisonError::into_inner);
    let methods = schema().methods.iter().map(|method| method.name.clone());
    let names = actions.iter().map(|action| format!("{} {}", action.method, action.path));
    Ok(Report {
        unsuccessful: methods.chain(names).filter(|name| !succeeded.contains(name)).collect(),
        sequences: next.into_inner().min(line.count),
        steps: steps.into_inner(),
        took: began.elapsed(),
        failures: failures.into_inner().unwrap_or_else(PoisonError::into_inner),
    })
}

/// Adds a failure, shortened if it is the first of its kind. Returns the number of kinds.
fn add(
    failures: &Mutex<BTreeMap<String, (Found, u64)>>,
    found: Found,
    actions: &[Action],
) -> usize {
    let lock = || failures.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, number)) = lock().get_mut(&found.failure.kind) {
        *number += 1;
        return 0;
    }
    let found = shrink(found, actions);
    let mut failures = lock();
    failures.entry(found.failure.kind.clone()).or_insert((found, 0)).1 += 1;
    failures.len()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (found, number) in self.failures.values() {
            writeln!(f, "{found}  ({number} sequences)")?;
        }
        let Self { sequences, steps, unsuccessful, took, failures } = self;
        writeln!(f, "without a result: {}", unsuccessful.join(" "))?;
        let seconds = took.as_secs_f64();
        let failures = failures.len();
        writeln!(
            f,
            "{sequences} sequences, {steps} steps without a failure, {seconds:.1} s, \
             {failures} kinds of failures"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A part of what `cargo xtask sequences` plays.
    #[test]
    fn a_few_random_sequences_have_no_failure() {
        let line = CommandLine { seed: 1, count: 200, time: Duration::from_secs(30), steps: 40 };
        let report = run(&line).unwrap();
        assert!(report.has_no_failure(), "{report}");
    }
}
