//! [`CommandLine`]: the parsed command line.

use std::time::Duration;

use crate::{
    panics::{self, PanicPoint, Source},
    polling, webhook,
};

/// The usage text.
pub(crate) const USAGE: &str = "\
usage: stress webhook [--seconds 60] [--seed 1]
       stress polling [--kills 200] [--seed 1]
       stress panics [--updates 100000] [--source polling|webhook] [--point NAME]… [--seed 1]
";

/// The parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CommandLine {
    Webhook(webhook::Options),
    Polling(polling::Options),
    /// The bot that `polling` kills.
    PollingChild {
        url: String,
    },
    Panics(panics::Options),
}

impl CommandLine {
    /// Parses arguments.
    ///
    /// # Errors
    ///
    /// Returns a description of the invalid argument.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let command = arguments.next().unwrap_or_default();
        if command == "polling-child" {
            let url = arguments.next().ok_or("the URL is missing")?;
            return Ok(Self::PollingChild { url });
        }
        let (mut seed, mut seconds, mut kills, mut updates) = (1, 60, 200, 100_000);
        let (mut sources, mut points) = (Vec::new(), Vec::new());
        while let Some(argument) = arguments.next() {
            let value = arguments.next().ok_or(format!("`{argument}` needs a value"))?;
            let unknown = || format!("`{argument} {value}` is unknown");
            let number = || value.parse::<u64>().map_err(|_| unknown());
            match (&*command, &*argument) {
                (_, "--seed") => seed = number()?,
                ("webhook", "--seconds") => seconds = number()?,
                ("polling", "--kills") => kills = number()?,
                ("panics", "--updates") => updates = number()?,
                ("panics", "--source") => sources.push(Source::named(&value).ok_or_else(unknown)?),
                ("panics", "--point") => {
                    points.push(PanicPoint::named(&value).ok_or_else(unknown)?);
                }
                _ => return Err(unknown()),
            }
        }
        if sources.is_empty() {
            sources.extend(Source::ALL);
        }
        if points.is_empty() {
            points.extend(PanicPoint::ALL);
        }
        Ok(match &*command {
            "webhook" => {
                Self::Webhook(webhook::Options { seed, time: Duration::from_secs(seconds) })
            }
            "polling" => Self::Polling(polling::Options { seed, kills }),
            "panics" => {
                let updates = usize::try_from(updates).map_err(|_| "too many updates")?;
                Self::Panics(panics::Options { seed, updates, sources, points })
            }
            "" => return Err("the command is missing".to_owned()),
            other => return Err(format!("`{other}` is unknown")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<CommandLine, String> {
        CommandLine::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn each_command_has_its_options() {
        let time = Duration::from_secs(60);
        assert_eq!(parse("webhook"), Ok(CommandLine::Webhook(webhook::Options { seed: 1, time })));
        let polling = polling::Options { seed: 7, kills: 5 };
        assert_eq!(parse("polling --kills 5 --seed 7"), Ok(CommandLine::Polling(polling)));
        let panics = panics::Options {
            seed: 1,
            updates: 9,
            sources: vec![Source::Webhook],
            points: vec![PanicPoint::Clone, PanicPoint::Log],
        };
        let line = "panics --updates 9 --source webhook --point clone --point log";
        assert_eq!(parse(line), Ok(CommandLine::Panics(panics)));
    }

    #[test]
    fn an_error_describes_the_invalid_argument() {
        let error = |line| parse(line).unwrap_err();
        assert_eq!(error(""), "the command is missing");
        assert_eq!(error("dance"), "`dance` is unknown");
        assert_eq!(error("webhook --kills 5"), "`--kills 5` is unknown");
        assert_eq!(error("polling --kills"), "`--kills` needs a value");
        assert_eq!(error("panics --point elsewhere"), "`--point elsewhere` is unknown");
    }
}
