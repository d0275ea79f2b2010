//! The subscriber.

use std::io::{self, Write as _};

use tracing::{
    Event, Metadata, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};

use crate::log::{levels::Levels, line::line};

/// Writes events to standard error, one per line; ignores spans.
#[derive(Debug)]
pub(crate) struct StderrSubscriber {
    levels: Levels,
}

impl StderrSubscriber {
    pub(crate) fn new(levels: Levels) -> Self {
        Self { levels }
    }
}

impl Subscriber for StderrSubscriber {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Not `is_event`: the metadata of `enabled!` is neither a span nor an event.
        !metadata.is_span() && self.levels.allow(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.levels.highest())
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        // One write per line, so that lines of several threads do not mix. An error, such as
        // that of a closed pipe, must not stop the bot.
        let _ = io::stderr().write_all(line(event).as_bytes());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
