//! Which events are written.

use tracing::{Metadata, level_filters::LevelFilter};

/// Which events are written, by the beginnings of their targets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    rules: Vec<Rule>,
}

/// Events whose target begins so are written up to this level.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    target: String,
    level: LevelFilter,
}

impl Rule {
    fn new(target: &str, level: LevelFilter) -> Self {
        Self { target: target.to_owned(), level }
    }
}

impl Levels {
    /// What `RUST_LOG` says: levels and `TARGET=LEVEL`, with commas between; and the parts
    /// that are neither. A target alone means all of its events.
    ///
    /// Without a level for all, warnings of all targets are written, and INFO of those
    /// that begin with `chappe`.
    pub(crate) fn parse(wanted: &str) -> (Self, Vec<&str>) {
        let (mut all, mut rules, mut refused) = (None, Vec::new(), Vec::new());
        for part in wanted.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                None => match (part.parse(), is_target(part)) {
                    (Ok(level), _) => all = Some(level),
                    (Err(_), true) => rules.push(Rule::new(part, LevelFilter::TRACE)),
                    (Err(_), false) => refused.push(part),
                },
                Some((target, level)) => match level.parse() {
                    // No level would be read as `error`.
                    Ok(parsed) if is_target(target) && !level.is_empty() => {
                        rules.push(Rule::new(target, parsed));
                    }
                    _ => refused.push(part),
                },
            }
        }
        let mut first = match all {
            Some(level) => vec![Rule::new("", level)],
            None => vec![Rule::new("", LevelFilter::WARN), Rule::new("chappe", LevelFilter::INFO)],
        };
        first.append(&mut rules);
        (Self { rules: first }, refused)
    }

    /// Whether an event is written: the rule with the longest target decides, of equal ones
    /// the last.
    pub(crate) fn allow(&self, event: &Metadata<'_>) -> bool {
        *event.level() <= self.of(event.target())
    }

    fn of(&self, target: &str) -> LevelFilter {
        let rules = self.rules.iter().filter(|rule| target.starts_with(&rule.target));
        rules.max_by_key(|rule| rule.target.len()).map_or(LevelFilter::OFF, |rule| rule.level)
    }

    /// No event above this level is written.
    pub(crate) fn highest(&self) -> LevelFilter {
        self.rules.iter().map(|rule| rule.level).max().unwrap_or(LevelFilter::OFF)
    }
}

fn is_target(text: &str) -> bool {
    let in_target = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '-');
    !text.is_empty() && text.chars().all(in_target)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The levels of three targets, and what is refused.
    fn levels(wanted: &str) -> ([LevelFilter; 3], Vec<&str>) {
        let (levels, refused) = Levels::parse(wanted);
        (["chappe_polling::poller", "my_bot", "sqlx::query"].map(|name| levels.of(name)), refused)
    }

    #[test]
    fn rust_log_says_what_is_written() {
        const OFF: LevelFilter = LevelFilter::OFF;
        const WARN: LevelFilter = LevelFilter::WARN;
        const INFO: LevelFilter = LevelFilter::INFO;
        const DEBUG: LevelFilter = LevelFilter::DEBUG;
        const TRACE: LevelFilter = LevelFilter::TRACE;
        let table = [
            ("", [INFO, WARN, WARN], vec![]),
            ("debug", [DEBUG, DEBUG, DEBUG], vec![]),
            ("OFF", [OFF, OFF, OFF], vec![]),
            ("my_bot=debug", [INFO, DEBUG, WARN], vec![]),
            ("my_bot", [INFO, TRACE, WARN], vec![]),
            ("sqlx=off, debug", [DEBUG, DEBUG, OFF], vec![]),
            ("chappe=warn,chappe_polling=trace", [TRACE, WARN, WARN], vec![]),
            ("my_bot=info,my_bot=trace", [INFO, TRACE, WARN], vec![]),
            (
                "my_bot=loud,[span]=debug,my_bot=",
                [INFO, WARN, WARN],
                vec!["my_bot=loud", "[span]=debug", "my_bot="],
            ),
        ];
        for (wanted, expected, refused) in table {
            assert_eq!(levels(wanted), (expected, refused), "{wanted}");
        }
    }

    #[test]
    fn no_event_above_the_highest_level_of_any_target_is_asked_for() {
        let highest = |wanted| Levels::parse(wanted).0.highest();
        let expected = [LevelFilter::INFO, LevelFilter::TRACE, LevelFilter::OFF];
        assert_eq!(["", "warn,my_bot=trace", "off"].map(highest), expected);
    }
}
