//! The format of a line.

use std::{
    error::Error,
    fmt::{self, Write as _},
};

use tracing::{
    Event,
    field::{Field, Visit},
};

/// The maximum number of causes of an error that are written: a chain of causes may be cyclic.
const MOST_CAUSES: usize = 16;

/// Formats an event as `LEVEL message key=value…`, with the target before the message if it
/// is not one of chappe's.
///
/// Escapes control characters, so that text from outside cannot start a line or move a
/// terminal's cursor.
pub(crate) fn line(event: &Event<'_>) -> String {
    let mut parts = Parts::default();
    event.record(&mut parts);
    let metadata = event.metadata();
    let mut line = format!("{:<5} ", metadata.level().as_str());
    if !metadata.target().starts_with("chappe") {
        push_escaped(&mut line, metadata.target());
        line.push_str(": ");
    }
    line.push_str(&parts.message);
    line.push_str(&parts.fields);
    line.push('\n');
    line
}

#[derive(Debug, Default)]
struct Parts {
    message: String,
    /// Each is preceded by a space.
    fields: String,
}

impl Parts {
    fn add(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            push_escaped(&mut self.message, value);
            return;
        }
        self.fields.push(' ');
        self.fields.push_str(field.name());
        self.fields.push('=');
        if is_plain(value) {
            self.fields.push_str(value);
        } else {
            // Writing to a `String` does not fail.
            let _ = write!(self.fields, "{value:?}");
        }
    }
}

impl Visit for Parts {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        for _ in 0..MOST_CAUSES {
            let Some(error) = cause else { break };
            let next = error.to_string();
            // Some errors include their cause in their own text.
            if !text.ends_with(&next) {
                text.push_str(": ");
                text.push_str(&next);
            }
            cause = error.source();
        }
        self.add(field, &text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, &format!("{value:?}"));
    }
}

/// Returns whether a value needs no quotes to be separated from the next field.
fn is_plain(value: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_-+.:/@()".contains(letter);
    !value.is_empty() && value.chars().all(plain)
}

fn push_escaped(line: &mut String, text: &str) {
    for letter in text.chars() {
        if letter.is_control() {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io, sync::Mutex};

    use tracing::{
        Metadata, Subscriber,
        span::{Attributes, Id, Record},
        subscriber::with_default,
    };

    use super::*;

    /// Collects lines.
    #[derive(Default)]
    struct Lines(Mutex<String>);

    impl Subscriber for &'static Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            self.0.lock().unwrap().push_str(&line(event));
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    /// The lines of the events in a closure.
    fn lines(log: impl FnOnce()) -> String {
        let lines: &'static Lines = Box::leak(Box::default());
        with_default(lines, log);
        lines.0.lock().unwrap().clone()
    }

    #[test]
    fn values_with_spaces_or_quotes_are_quoted() {
        let written = lines(|| {
            tracing::info!(
                kind = "message",
                empty = "",
                words = "two words",
                quoted = "a\"b",
                number = 7,
                lane = ?Some(7),
                chat = %"@name",
                none = None::<i64>,
                "it {}",
                "happened"
            );
        });
        assert_eq!(
            written,
            "INFO  it happened kind=message empty=\"\" words=\"two words\" quoted=\"a\\\"b\" \
             number=7 lane=Some(7) chat=@name\n"
        );
    }

    #[test]
    fn text_from_outside_does_not_start_a_line() {
        let sent = "a\nERROR b\u{1b}[2J";
        let written = lines(|| tracing::warn!(sent, shown = %sent, "it said {sent}"));
        assert_eq!(
            written,
            "WARN  it said a\\nERROR b\\u{1b}[2J sent=\"a\\nERROR b\\u{1b}[2J\" \
             shown=\"a\\nERROR b\\u{1b}[2J\"\n"
        );
    }

    #[test]
    fn targets_of_other_crates_are_written() {
        let written = lines(|| {
            tracing::error!(target: "my_bot::orders", "no disk");
            tracing::error!(target: "chappe_intake::task::failure", "no disk");
        });
        assert_eq!(written, "ERROR my_bot::orders: no disk\nERROR no disk\n");
    }

    /// An error with or without a cause.
    #[derive(Debug)]
    struct Failure(&'static str, Option<Box<Self>>);

    impl fmt::Display for Failure {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Failure {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| cause as &(dyn Error + 'static))
        }
    }

    #[test]
    fn each_cause_of_an_error_is_written_once() {
        let disk = Failure("no disk", None);
        let save = Failure("saving failed: no disk", Some(Box::new(disk)));
        let order = Failure("the order is lost", Some(Box::new(save)));
        let error = &order as &(dyn Error + 'static);
        let written = lines(|| tracing::error!(error, "an update failed"));
        let plain = io::Error::other("no disk");
        let error = &plain as &(dyn Error + 'static);
        let written = written + &lines(|| tracing::error!(error, "an update failed"));
        assert_eq!(
            written,
            "ERROR an update failed error=\"the order is lost: saving failed: no disk\"\n\
             ERROR an update failed error=\"no disk\"\n"
        );
    }

    /// An error that is its own cause.
    #[derive(Debug)]
    struct Circle;

    impl fmt::Display for Circle {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("round")
        }
    }

    impl Error for Circle {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    #[test]
    fn an_error_that_is_its_own_cause_ends_the_line() {
        let error = &Circle as &(dyn Error + 'static);
        assert_eq!(lines(|| tracing::error!(error, "odd")), "ERROR odd error=round\n");
    }
}
