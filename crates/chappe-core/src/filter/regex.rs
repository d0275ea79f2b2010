//! Text filters by regular expression; requires the feature `regex`.

use std::{ops::Range, sync::Arc};

use chappe_types::Str;
use regex::Regex;

use crate::{
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement, stored},
    filter::{Candidate, Filter},
    request::Request,
    text::text_of,
};

/// Matches events whose text contains a match of `pattern`, and stores the groups of the first
/// match for the extractor [`Captures`].
///
/// Matching takes time linear in the text, whatever the pattern.
///
/// # Example
///
/// ```
/// use chappe::filter::{Captures, text_matches};
/// use chappe::prelude::*;
/// use chappe_testing::UpdateBuilder;
///
/// async fn order(captures: Captures) -> Result<impl IntoOutcome, BoxError> {
///     let amount: u32 = captures.get(1).unwrap_or("1").parse()?;
///     let item = captures.name("item").unwrap_or_default();
///     Ok(reply(format!("{amount} × {item}")))
/// }
///
/// let app = Router::new("app")
///     .message(|m| m.on(text_matches(r"^order (?:(\d{1,4}) )?(?<item>\w+)$"), order));
/// let dispatcher = Dispatcher::new(app);
/// assert!(dispatcher.explain(&UpdateBuilder::message("order 2 pizzas").build()).handler().is_some());
/// assert!(dispatcher.explain(&UpdateBuilder::message("order").build()).handler().is_none());
/// ```
///
/// # Panics
///
/// Panics if the pattern is not a regular expression.
#[track_caller]
pub fn text_matches(pattern: &str) -> TextMatches {
    match Regex::new(pattern) {
        Ok(regex) => TextMatches { names: names(&regex), regex },
        Err(error) => panic!("text_matches({pattern:?}): {error}"),
    }
}

/// The names of the groups; `None` for a group without a name.
type Names = Arc<[Option<Box<str>>]>;

fn names(regex: &Regex) -> Names {
    regex.capture_names().map(|name| name.map(Into::into)).collect()
}

/// Matches an event's text by regular expression; created by [`text_matches`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct TextMatches {
    regex: Regex,
    names: Names,
}

impl<E: EventType> Filter<E> for TextMatches {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let captures = text_of(candidate.update()).and_then(|text| self.captures(text));
        let Some(captures) = captures else { return Ok(false) };
        candidate.insert(captures);
        Ok(true)
    }

    fn name(&self) -> String {
        self.label()
    }
}

// Not generic: instantiated in this crate, not in each bot.
impl TextMatches {
    fn captures(&self, text: &str) -> Option<Captures> {
        let found = self.regex.captures(text)?;
        let groups = found.iter().map(|group| group.map(|group| group.range())).collect();
        Some(Captures { text: text.into(), groups, names: Arc::clone(&self.names) })
    }

    fn label(&self) -> String {
        format!("text_matches({:?})", self.regex.as_str())
    }
}

/// The groups of the match that the filter [`text_matches`] found; an argument of handlers.
///
/// Group 0 is the whole match. The groups of the pattern have the numbers from 1 on, in the order
/// of their opening parentheses.
///
/// # Errors
///
/// Fails the update if the filter is not before the handler. If the route may match by another
/// filter, as in `command("order").or(text_matches("…"))`, take `Option<Captures>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captures {
    text: Str,
    /// In bytes of the text.
    groups: Vec<Option<Range<usize>>>,
    names: Names,
}

impl Captures {
    /// Returns the whole text of the event.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text of a group, by number. Returns `None` if the pattern has no such group, or
    /// if the group did not take part in the match.
    pub fn get(&self, group: usize) -> Option<&str> {
        self.text.get(self.range(group)?)
    }

    /// Returns the text of a group, by name. Returns `None` if the pattern has no such group, or
    /// if the group did not take part in the match.
    pub fn name(&self, name: &str) -> Option<&str> {
        self.get(self.names.iter().position(|known| known.as_deref() == Some(name))?)
    }

    /// Returns the position of a group in the text, in bytes.
    pub fn range(&self, group: usize) -> Option<Range<usize>> {
        self.groups.get(group)?.clone()
    }

    /// Returns the texts of all groups, in order, group 0 included.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.groups.len()).map(|group| self.get(group))
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Captures {
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        stored(request, remedy)
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<Self>(remedy())]
    }

    fn may_skip() -> bool {
        false
    }
}

fn remedy() -> String {
    "add the filter `text_matches(…)` to the route".to_owned()
}
