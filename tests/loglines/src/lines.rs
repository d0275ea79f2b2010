//! [`Lines`]: the captured lines of a log.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};

use tracing::{
    Dispatch, Level,
    subscriber::{DefaultGuard, NoSubscriber},
};
use tracing_subscriber::fmt::MakeWriter;

/// The lines that one thread logs, without time and target. Clones share the lines.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// Captures the lines of this thread at INFO and above, until the guard is dropped.
    #[must_use]
    pub fn keep() -> (Self, DefaultGuard) {
        Self::keep_from(Level::INFO)
    }

    /// Captures the lines of this thread at a level and above, until the guard is dropped.
    #[must_use]
    pub fn keep_from(level: Level) -> (Self, DefaultGuard) {
        // With a single subscriber, `tracing` caches that a callsite is disabled if a thread
        // without that subscriber reaches it first. A second one prevents this.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::new()));
        let lines = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(lines.clone())
            .with_max_level(level)
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .finish();
        (lines, tracing::subscriber::set_default(subscriber))
    }

    /// Takes the captured lines.
    pub fn take(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(bytes).unwrap().lines().map(|line| line.trim().to_owned()).collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
