//! Ends the program if a sequence hangs without yielding.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    time::Duration,
};

/// How long a sequence may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Watches the sequence that runs.
#[derive(Debug)]
pub(crate) struct Watchdog {
    seed: Arc<AtomicU64>,
    /// Ends the thread when it is dropped.
    _ends: Sender<()>,
}

impl Watchdog {
    /// Starts the thread that watches.
    pub(crate) fn start() -> Self {
        let seed = Arc::new(AtomicU64::new(u64::MAX));
        let watched = Arc::clone(&seed);
        let (ends, ended) = mpsc::channel();
        std::thread::spawn(move || {
            let mut last = u64::MAX;
            while ended.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                let now = watched.load(Ordering::Relaxed);
                if now == last && now != u64::MAX {
                    let _ =
                        writeln!(std::io::stdout(), "FAILURE: the sequence of seed {now} hangs");
                    std::process::exit(1);
                }
                last = now;
            }
        });
        Self { seed, _ends: ends }
    }

    /// Notes which sequence runs now.
    pub(crate) fn watch(&self, seed: u64) {
        self.seed.store(seed, Ordering::Relaxed);
    }
}
