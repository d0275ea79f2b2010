//! A made-up language model.

use std::{fmt, time::Duration};

use futures_util::{Stream, stream};

/// The time that the model needs for a word.
const WORD: Duration = Duration::from_millis(300);

/// The model lost the connection.
#[derive(Debug)]
pub(crate) struct ModelError;

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the model has stopped in the middle of its answer")
    }
}

impl std::error::Error for ModelError {}

/// Answers a question, one word at a time. It fails at the word `fail`.
pub(crate) fn answer(
    question: &str,
) -> impl Stream<Item = Result<String, ModelError>> + Send + 'static {
    let answer = format!("You asked: {question} Let me think. {}", "Hmm, it depends. ".repeat(8));
    let words: Vec<String> = answer.split_inclusive(' ').map(str::to_owned).collect();
    stream::unfold(words.into_iter(), async |mut words| {
        tokio::time::sleep(WORD).await;
        let word = words.next()?;
        let piece = if word.trim() == "fail" { Err(ModelError) } else { Ok(word) };
        Some((piece, words))
    })
}
