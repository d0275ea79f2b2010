//! Filters of inline queries, of chosen inline results, and of games.

use chappe_types::{CallbackQuery, ChosenInlineResult, InlineQuery};

use crate::{
    error::BoxError,
    filter::{Candidate, Filter},
};

/// Matches inline queries for the first results: their offset is empty.
///
/// [`text_is`](crate::filter::text_is) and [`text_prefix`](crate::filter::text_prefix) match the
/// text of inline queries, and [`Offset`](crate::extract::Offset) extracts the offset.
///
/// Source: Bot API 10.3, [`InlineQuery`](https://core.telegram.org/bots/api#inlinequery).
pub fn first_results() -> FirstResults {
    FirstResults(())
}

/// Matches inline queries for the first results; created by [`first_results`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct FirstResults(());

impl Filter<InlineQuery> for FirstResults {
    fn check(&self, candidate: &mut Candidate<'_, InlineQuery>) -> Result<bool, BoxError> {
        Ok(candidate.event().offset.is_empty())
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        "first_results()".to_owned()
    }
}

/// Matches chosen inline results with this id.
///
/// Telegram sends them only if the inline feedback of the bot is on.
///
/// Source: Bot API 10.3,
/// [`ChosenInlineResult`](https://core.telegram.org/bots/api#choseninlineresult).
pub fn chosen_result(id: impl Into<String>) -> ChosenResult {
    ChosenResult { id: id.into(), whole: true }
}

/// Matches chosen inline results whose id begins with `prefix`.
pub fn chosen_result_prefix(prefix: impl Into<String>) -> ChosenResult {
    ChosenResult { id: prefix.into(), whole: false }
}

/// Matches chosen inline results by id; created by [`chosen_result`] and [`chosen_result_prefix`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct ChosenResult {
    id: String,
    whole: bool,
}

/// The greatest length of the id of an inline result, in bytes.
const LONGEST_ID: usize = 64;

impl Filter<ChosenInlineResult> for ChosenResult {
    fn check(&self, candidate: &mut Candidate<'_, ChosenInlineResult>) -> Result<bool, BoxError> {
        let id = candidate.event().result_id.as_str();
        Ok(if self.whole { id == self.id } else { id.starts_with(&self.id) })
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match self.whole {
            true => format!("chosen_result({:?})", self.id),
            false => format!("chosen_result_prefix({:?})", self.id),
        }
    }

    fn problem(&self) -> Option<String> {
        let is_empty = self.whole && self.id.is_empty();
        (self.id.len() > LONGEST_ID || is_empty)
            .then(|| format!("no inline result has the id {:?}: an id has 1–64 bytes", self.id))
    }
}

/// Matches callback queries of the button that starts a game: the game with this short name.
///
/// Source: Bot API 10.3, [`CallbackGame`](https://core.telegram.org/bots/api#callbackgame).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::AnswerCallbackQuery;
///
/// async fn play(Event(query): Event<CallbackQuery>) -> AnswerCallbackQuery {
///     query.answer().url(format!("https://example.org/snake?player={}", query.from.id))
/// }
///
/// let router = Router::<()>::new("app").callback_query(|q| q.on(game("snake"), play));
/// # let _ = router;
/// ```
pub fn game(short_name: impl Into<String>) -> GameFilter {
    GameFilter { short_name: short_name.into() }
}

/// Matches callback queries by game; created by [`game`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct GameFilter {
    short_name: String,
}

impl Filter<CallbackQuery> for GameFilter {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        Ok(candidate.event().game_short_name.as_deref() == Some(&*self.short_name))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("game({:?})", self.short_name)
    }
}
