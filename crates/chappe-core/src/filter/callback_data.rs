//! Filters by the data of callback queries.

use chappe_types::CallbackQuery;

use crate::{
    error::BoxError,
    filter::{Candidate, Filter, Selector},
};

/// Matches callback queries whose data equals `data`.
///
/// The data of a button has 1–64 bytes.
///
/// Source: Bot API 10.3, [`InlineKeyboardButton`](https://core.telegram.org/bots/api#inlinekeyboardbutton).
pub fn callback_data(data: impl Into<String>) -> DataFilter {
    DataFilter { text: data.into(), whole: true }
}

/// Matches callback queries whose data begins with `prefix`.
pub fn callback_data_prefix(prefix: impl Into<String>) -> DataFilter {
    DataFilter { text: prefix.into(), whole: false }
}

/// Matches callback queries by their data; created by [`callback_data`] and
/// [`callback_data_prefix`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct DataFilter {
    text: String,
    whole: bool,
}

impl Filter<CallbackQuery> for DataFilter {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        Ok(candidate.event().data.as_deref().is_some_and(|data| match self.whole {
            true => data == self.text,
            false => data.starts_with(&self.text),
        }))
    }

    fn selector(&self) -> Selector {
        match self.whole {
            true => Selector::texts([&self.text]).exact(),
            false => Selector::prefixes([&self.text]).exact(),
        }
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match self.whole {
            true => format!("callback_data({:?})", self.text),
            false => format!("callback_data_prefix({:?})", self.text),
        }
    }

    fn problem(&self) -> Option<String> {
        let is_empty = self.whole && self.text.is_empty();
        (self.text.len() > LONGEST || is_empty).then(|| never_sent(&self.text))
    }
}

/// The greatest length of callback data that Telegram accepts, in bytes.
pub(crate) const LONGEST: usize = 64;

pub(crate) fn never_sent(data: &str) -> String {
    format!("callback data {data:?} can never be sent: it must have 1–64 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_of_an_invalid_length_is_a_problem() {
        let problems = [
            callback_data("x").problem(),
            callback_data("").problem(),
            callback_data("x".repeat(65)).problem(),
            callback_data_prefix("").problem(),
            callback_data_prefix("x".repeat(65)).problem(),
        ];
        assert_eq!(problems.map(|problem| problem.is_some()), [false, true, true, false, true],);
    }
}
