//! Pages of the results of an inline query.

use std::ops::Range;

use chappe_types::{AnswerInlineQuery, InlineQuery, InlineQueryResult};

/// The greatest number of results in an answer.
const MOST: usize = 50;

/// A page of the results of an inline query.
///
/// Telegram asks for more results when the user scrolls to the end of those in the last answer. The
/// offset of its query is the one in that answer; here, it is the index of the next item.
///
/// Source: Bot API 10.3, [`answerInlineQuery`](https://core.telegram.org/bots/api#answerinlinequery).
///
/// # Example
///
/// ```
/// use chappe::{
///     keyboard::InlinePages,
///     prelude::*,
///     types::{InlineQueryResult, InlineQueryResultArticle, InputTextMessageContent},
/// };
///
/// fn article(word: &String) -> InlineQueryResult {
///     let content = InputTextMessageContent::new(word);
///     InlineQueryResultArticle::new(word, word, content).into()
/// }
///
/// async fn search(Event(query): Event<InlineQuery>) -> impl IntoOutcome {
///     let words: Vec<String> = (0..1_000).map(|n| format!("{} {n}", query.query)).collect();
///     InlinePages::new(&query).answer(&words, article).cache_time(60)
/// }
///
/// let app = Router::<()>::new("app").inline_query(|q| q.on((), search));
/// # let _ = app;
/// ```
#[derive(Clone, Debug)]
#[must_use = "`answer` returns the page"]
pub struct InlinePages<'a> {
    query: &'a InlineQuery,
    offset: usize,
    per_page: usize,
}

impl<'a> InlinePages<'a> {
    /// Creates the page of up to 50 items that the query asks for. An offset that is not a number
    /// is that of the first page.
    pub fn new(query: &'a InlineQuery) -> Self {
        Self { query, offset: query.offset.parse().unwrap_or(0), per_page: MOST }
    }

    /// Sets the number of results in an answer: 1–50. Defaults to 50.
    ///
    /// # Panics
    ///
    /// Panics if the number is smaller or greater.
    #[track_caller]
    pub fn per_page(mut self, number: usize) -> Self {
        assert!(
            (1..=MOST).contains(&number),
            "an answer to an inline query has 1–{MOST} results, and not {number}",
        );
        self.per_page = number;
        self
    }

    /// Returns the indices of the items of this page, if there are so many. The start is the offset
    /// of a database query, and the length is its limit.
    pub fn range(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.per_page)
    }

    /// Returns an answer with this page. `items` are those of all pages, and `result` converts one
    /// that is on this page.
    pub fn answer<T>(
        &self,
        items: &[T],
        result: impl Fn(&T) -> InlineQueryResult,
    ) -> AnswerInlineQuery {
        let Range { start, end } = self.range();
        let shown = &items[start.min(items.len())..end.min(items.len())];
        let mut results = Vec::new();
        for item in shown {
            results.push(result(item));
        }
        self.answer_with(results, end < items.len())
    }

    /// Returns an answer with the results of this page. `has_more` is whether there are items after
    /// it.
    ///
    /// # Panics
    ///
    /// Panics if there are more results than a page has.
    #[track_caller]
    pub fn answer_with(
        &self,
        results: Vec<InlineQueryResult>,
        has_more: bool,
    ) -> AnswerInlineQuery {
        let (count, limit) = (results.len(), self.per_page);
        assert!(count <= limit, "a page has {limit} results, and not {count}");
        let next = if has_more { self.range().end.to_string() } else { String::new() };
        self.query.answer(results).next_offset(next)
    }
}

#[cfg(test)]
mod tests {
    use chappe_types::{InlineQueryResultArticle, InputTextMessageContent, Object};

    use super::*;

    fn query(offset: &str) -> InlineQuery {
        let json = format!(
            r#"{{"id":"q","from":{{"id":2,"is_bot":false,"first_name":"A"}},"query":"","offset":"{offset}"}}"#
        );
        InlineQuery::from_json(json.as_bytes()).unwrap()
    }

    fn article(text: &String) -> InlineQueryResult {
        let content = InputTextMessageContent::new(text);
        InlineQueryResultArticle::new(text, text, content).into()
    }

    /// Returns the answers that a user gets who scrolls to the end.
    fn scrolled(items: &[String], per_page: usize) -> Vec<AnswerInlineQuery> {
        let mut answers = Vec::new();
        let mut offset = String::new();
        loop {
            let answer =
                InlinePages::new(&query(&offset)).per_page(per_page).answer(items, article);
            offset = answer.next_offset.as_deref().unwrap_or_default().to_owned();
            answers.push(answer);
            if offset.is_empty() {
                return answers;
            }
        }
    }

    #[test]
    fn each_result_is_shown_once() {
        for count in [0, 1, 49, 50, 51, 100, 120] {
            let items: Vec<String> = (0..count).map(|number| number.to_string()).collect();
            let answers = scrolled(&items, 50);
            let shown: Vec<InlineQueryResult> =
                answers.iter().flat_map(|answer| answer.results.clone()).collect();
            assert_eq!(shown, items.iter().map(article).collect::<Vec<_>>());
            assert_eq!(answers.len(), items.len().div_ceil(50).max(1));
            assert!(answers.iter().all(|answer| answer.results.len() <= 50));
        }
    }

    #[test]
    fn offsets_of_other_bots_and_beyond_the_end_are_answered() {
        let items = ["a", "b", "c"].map(str::to_owned);
        let answered = |offset: &str| {
            let answer = InlinePages::new(&query(offset)).per_page(2).answer(&items, article);
            (answer.results.len(), answer.next_offset.map(|next| next.to_string()))
        };
        let some = |offset: &str| Some(offset.to_owned());
        assert_eq!(
            ["", "x", "-1", "2", "7", "18446744073709551615"].map(answered),
            [
                (2, some("2")),
                (2, some("2")),
                (2, some("2")),
                (1, some("")),
                (0, some("")),
                (0, some("")),
            ],
        );
    }

    #[test]
    #[should_panic(expected = "an answer to an inline query has 1–50 results, and not 51")]
    fn more_than_50_results_panic() {
        let query = query("");
        let _ = InlinePages::new(&query).per_page(51);
    }

    #[test]
    #[should_panic(expected = "a page has 1 results, and not 2")]
    fn more_results_than_a_page_has_panic() {
        let query = query("");
        let pages = InlinePages::new(&query).per_page(1);
        let _ = pages.answer_with(["a", "b"].map(|text| article(&text.to_owned())).to_vec(), false);
    }
}
