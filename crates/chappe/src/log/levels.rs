//! The levels of events that are written, by target.

use tracing::{Metadata, level_filters::LevelFilter};

/// The most verbose level that is written, by prefix of the target.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    rules: Vec<Rule>,
}

/// Events whose target starts with `target` are written up to `level`.
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
    /// Parses the value of `RUST_LOG`: levels and `TARGET=LEVEL`, separated by commas. A target
    /// alone enables all of its events. Also returns the parts that do not parse.
    ///
    /// The level of all other targets defaults to WARN, and to INFO for targets that start with
    /// `chappe`.
    pub(crate) fn parse(directives: &str) -> (Self, Vec<&str>) {
        let (mut all, mut rules, mut invalid) = (None, Vec::new(), Vec::new());
        for part in directives.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                None => match (part.parse(), is_target(part)) {
                    (Ok(level), _) => all = Some(level),
                    (Err(_), true) => rules.push(Rule::new(part, LevelFilter::TRACE)),
                    (Err(_), false) => invalid.push(part),
                },
                Some((target, level)) => match level.parse() {
                    // `LevelFilter` parses an empty string as `error`.
                    Ok(parsed) if is_target(target) && !level.is_empty() => {
                        rules.push(Rule::new(target, parsed));
                    }
                    _ => invalid.push(part),
                },
            }
        }
        let mut first = match all {
            Some(level) => vec![Rule::new("", level)],
            None => vec![Rule::new("", LevelFilter::WARN), Rule::new("chappe", LevelFilter::INFO)],
        };
        first.append(&mut rules);
        (Self { rules: first }, invalid)
    }

    /// Returns whether an event is written. The rule with the longest matching target applies; of
    /// equally long ones, the last.
    pub(crate) fn allow(&self, event: &Metadata<'_>) -> bool {
        *event.level() <= self.of(event.target())
    }

    fn of(&self, target: &str) -> LevelFilter {
        let rules = self.rules.iter().filter(|rule| target.starts_with(&rule.target));
        rules.max_by_key(|rule| rule.target.len()).map_or(LevelFilter::OFF, |rule| rule.level)
    }

    /// The most verbose level of any target.
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

    /// The levels of three targets, and the parts that do not parse.
    fn levels(directives: &str) -> ([LevelFilter; 3], Vec<&str>) {
        let (levels, invalid) = Levels::parse(directives);
        (["chappe_polling::poller", "my_bot", "sqlx::query"].map(|name| levels.of(name)), invalid)
    }

    #[test]
    fn rust_log_sets_levels_for_all_and_for_single_targets() {
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
        for (directives, expected, invalid) in table {
            assert_eq!(levels(directives), (expected, invalid), "{directives}");
        }
    }

    #[test]
    fn the_highest_level_is_that_of_the_most_verbose_target() {
        let highest = |directives| Levels::parse(directives).0.highest();
        let expected = [LevelFilter::INFO, LevelFilter::TRACE, LevelFilter::OFF];
        assert_eq!(["", "warn,my_bot=trace", "off"].map(highest), expected);
    }
}
