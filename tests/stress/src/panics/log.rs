//! A subscriber that panics at some lines.

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

use crate::panics::hook::INJECTED;

/// The text at which the subscriber panics.
pub(crate) const UNWRITABLE: &str = "this line cannot be written";

/// The number of written lines.
static LINES: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Whether the previous line of this thread could not be written.
    static HAS_UNWRITTEN_LINE: Cell<bool> = const { Cell::new(false) };
}

/// Installs the subscriber for warnings and errors of this process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let set = tracing::subscriber::set_global_default(Log);
        set.expect("nothing else in this program sets one");
    });
}

/// Returns the number of written lines.
pub(crate) fn lines() -> u64 {
    LINES.load(Ordering::Relaxed)
}

/// A subscriber that counts lines instead of writing them.
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
        let is_unwritable = line.text.contains(UNWRITABLE);
        // A buffered writer retries the previous line together with this one.
        let has_unwritten_line = HAS_UNWRITTEN_LINE.replace(is_unwritable);
        assert!(!is_unwritable && !has_unwritten_line, "{INJECTED}: the log cannot be written");
        LINES.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The text of a line. Errors include their sources.
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
