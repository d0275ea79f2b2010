//! Filters by the properties of the user of an event.

use chappe_types::{Update, User};

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter},
};

/// Matches events that another bot caused.
///
/// The accounts in whose name channels and anonymous administrators write are not counted as bots,
/// although Telegram marks them so.
///
/// Source: Bot API 10.3, [`User`](https://core.telegram.org/bots/api#user).
pub fn from_bot() -> UserFilter {
    UserFilter { test: Test::IsBot }
}

/// Matches events of users whose language is `tag` or a variant of it: `language("pt")` matches
/// `pt` and `pt-BR`, `language("pt-BR")` only the latter. Neither case nor `_` instead of `-`
/// matters.
///
/// The language is that of the user's app. Telegram does not send it for each user.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.on((command("start"), language("de")), async || reply("Hallo!"))
///         .on(command("start"), async || reply("Hello!"))
/// });
/// # let _ = router;
/// ```
///
/// Source: Bot API 10.3, [`User`](https://core.telegram.org/bots/api#user).
pub fn language(tag: impl Into<String>) -> UserFilter {
    UserFilter { test: Test::Language(tag.into()) }
}

/// Matches events by the properties of the user; created by [`from_bot`] and [`language`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct UserFilter {
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    IsBot,
    Language(String),
}

impl<E: EventType> Filter<E> for UserFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(self.test.passes(candidate.update()))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match &self.test {
            Test::IsBot => "from_bot()".to_owned(),
            Test::Language(tag) => format!("language({tag:?})"),
        }
    }

    fn problem(&self) -> Option<String> {
        match &self.test {
            Test::Language(tag) if tag.split(is_separator).any(str::is_empty) => Some(format!(
                "the language {tag:?} matches no user: write a tag such as \"de\" or \"pt-BR\""
            )),
            _ => None,
        }
    }
}

// Not generic: instantiated in this crate, not in each bot.
impl Test {
    fn passes(&self, update: &Update) -> bool {
        match self {
            Self::IsBot => {
                let author = match update.message() {
                    Some(message) => message.author(),
                    None => update.user(),
                };
                author.is_some_and(|user| user.is_bot)
            }
            Self::Language(tag) => update.user().is_some_and(|user| speaks(user, tag)),
        }
    }
}

fn speaks(user: &User, tag: &str) -> bool {
    let Some(code) = user.language_code.as_deref() else { return false };
    let mut subtags = code.split(is_separator);
    tag.split(is_separator)
        .all(|wanted| subtags.next().is_some_and(|subtag| subtag.eq_ignore_ascii_case(wanted)))
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_')
}
