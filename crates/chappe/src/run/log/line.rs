//! An event as a line.

use std::{
    error::Error,
    fmt::{self, Write as _},
};

use tracing::{
    Event,
    field::{Field, Visit},
};

/// So many causes of an error are told: a chain that leads back to itself ends.
const MOST_CAUSES: usize = 16;

/// An event as a line: `LEVEL message key=value…`, with the target before the message
/// where it is not one of chappe's.
///
/// Control characters are escaped, so that nothing that somebody sent begins a line or
/// moves a terminal's cursor.
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
    /// Each with a space before it.
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
            // A `String` can always be written to.
            let _ = write!(self.fields, "{value:?}");
        }
    }
}

impl Visit for Parts {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut told = value.to_string();
        let mut cause = value.source();
        for _ in 0..MOST_CAUSES {
            let Some(error) = cause else { break };
            let text = error.to_string();
            // Some errors tell their cause themselves.
            if !told.ends_with(&text) {
                told.push_str(": ");
                told.push_str(&text);
            }
            cause = error.source();
        }
        self.add(field, &told);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, &format!("{value:?}"));
    }
}

/// Whether a value can be told from what follows it without quotes.
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

    /// Keeps lines.
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

    /// What is written of events.
    fn lines(log: impl FnOnce()) -> String {
        let lines: &'static Lines = Box::leak(Box::default());
        with_default(lines, log);
        lines.0.lock().unwrap().clone()
    }

    #[test]
    fn values_are_quoted_where_they_would_run_into_what_follows() {
        let said = lines(|| {
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
            said,
            "INFO  it happened kind=message empty=\"\" words=\"two words\" quoted=\"a\\\"b\" \
             number=7 lane=Some(7) chat=@name\n"
        );
    }

    #[test]
    fn nothing_that_somebody_sent_begins_a_line() {
        let sent = "a\nERROR b\u{1b}[2J";
        let said = lines(|| tracing::warn!(sent, shown = %sent, "it said {sent}"));
        assert_eq!(
            said,
            "WARN  it said a\\nERROR b\\u{1b}[2J sent=\"a\\nERROR b\\u{1b}[2J\" \
             shown=\"a\\nERROR b\\u{1b}[2J\"\n"
        );
    }

    #[test]
    fn the_target_is_told_where_it_is_not_ours() {
        let said = lines(|| {
            tracing::error!(target: "my_bot::orders", "no disk");
            tracing::error!(target: "chappe_intake::task::failure", "no disk");
        });
        assert_eq!(said, "ERROR my_bot::orders: no disk\nERROR no disk\n");
    }

    /// An error that tells its cause, if it is told to, and has one.
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
    fn causes_of_an_error_are_told_once_each() {
        let disk = Failure("no disk", None);
        let save = Failure("saving failed: no disk", Some(Box::new(disk)));
        let order = Failure("the order is lost", Some(Box::new(save)));
        let error = &order as &(dyn Error + 'static);
        let said = lines(|| tracing::error!(error, "an update failed"));
        let plain = io::Error::other("no disk");
        let error = &plain as &(dyn Error + 'static);
        let said = said + &lines(|| tracing::error!(error, "an update failed"));
        assert_eq!(
            said,
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
