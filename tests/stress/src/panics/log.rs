//! A log whose writer panics.

use std::{
    cell::Cell,
    error::Error,
    fmt::{self, Write as _},
    sync::{
        Once,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::panics::hook::OURS;

/// What the writer panics at.
pub(crate) const BURNING: &str = "the update is on fire";

/// How many lines were written.
static LINES: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Whether the last line of this thread could not be written.
    static IS_BURNING: Cell<bool> = const { Cell::new(false) };
}

/// Writes all warnings and errors of this process from now on, and panics at some.
pub(crate) fn write_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let set = tracing::subscriber::set_global_default(Log);
        set.expect("nothing else in this program sets one");
    });
}

/// How many lines were written so far.
pub(crate) fn lines() -> u64 {
    LINES.load(Ordering::Relaxed)
}

/// A subscriber that writes to nowhere.
struct Log;

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let is_burning = line.text.contains(BURNING);
        // What could not be written is written again with the next line.
        let was_burning = IS_BURNING.replace(is_burning);
        assert!(!is_burning && !was_burning, "{OURS}: the log cannot be written");
        LINES.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// A line of the log; errors are written with their sources.
#[derive(Default)]
struct Line {
    text: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.text, "{field}={value:?} ");
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let _ = write!(self.text, "{field}={value} ");
        let mut source = value.source();
        while let Some(error) = source {
            let _ = write!(self.text, "because of {error} ");
            source = error.source();
        }
    }
}
