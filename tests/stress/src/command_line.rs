//! What the command line says.

use std::time::Duration;

use crate::{
    panics::{self, Place, Source},
    polling, webhook,
};

/// How the program is used.
pub(crate) const USAGE: &str = "\
usage: stress webhook [--seconds 60] [--seed 1]
       stress polling [--kills 200] [--seed 1]
       stress panics [--updates 100000] [--source polling|webhook] [--place NAME]… [--seed 1]
";

/// What the command line says.
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
    /// Reads arguments.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let command = arguments.next().unwrap_or_default();
        if command == "polling-child" {
            let url = arguments.next().ok_or("there is no URL")?;
            return Ok(Self::PollingChild { url });
        }
        let (mut seed, mut seconds, mut kills, mut updates) = (1, 60, 200, 100_000);
        let (mut sources, mut places) = (Vec::new(), Vec::new());
        while let Some(argument) = arguments.next() {
            let value = arguments.next().ok_or(format!("`{argument}` needs a value"))?;
            let wrong = || format!("`{argument} {value}` is not known");
            let number = || value.parse::<u64>().map_err(|_| wrong());
            match (&*command, &*argument) {
                (_, "--seed") => seed = number()?,
                ("webhook", "--seconds") => seconds = number()?,
                ("polling", "--kills") => kills = number()?,
                ("panics", "--updates") => updates = number()?,
                ("panics", "--source") => sources.push(Source::named(&value).ok_or_else(wrong)?),
                ("panics", "--place") => places.push(Place::named(&value).ok_or_else(wrong)?),
                _ => return Err(wrong()),
            }
        }
        if sources.is_empty() {
            sources.extend(Source::ALL);
        }
        if places.is_empty() {
            places.extend(Place::ALL);
        }
        Ok(match &*command {
            "webhook" => {
                Self::Webhook(webhook::Options { seed, time: Duration::from_secs(seconds) })
            }
            "polling" => Self::Polling(polling::Options { seed, kills }),
            "panics" => {
                let updates = usize::try_from(updates).map_err(|_| "too many updates")?;
                Self::Panics(panics::Options { seed, updates, sources, places })
            }
            "" => return Err("there is no command".to_owned()),
            other => return Err(format!("`{other}` is not known")),
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
            places: vec![Place::Clone, Place::Log],
        };
        let line = "panics --updates 9 --source webhook --place clone --place log";
        assert_eq!(parse(line), Ok(CommandLine::Panics(panics)));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |line| parse(line).unwrap_err();
        assert_eq!(wrong(""), "there is no command");
        assert_eq!(wrong("dance"), "`dance` is not known");
        assert_eq!(wrong("webhook --kills 5"), "`--kills 5` is not known");
        assert_eq!(wrong("polling --kills"), "`--kills` needs a value");
        assert_eq!(wrong("panics --place elsewhere"), "`--place elsewhere` is not known");
    }
}
