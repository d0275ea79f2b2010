//! The buttons and their callback data.

use chappe::{
    prelude::*,
    types::{InlineKeyboardButton, InlineKeyboardMarkup},
};

use crate::{game::Game, questions::Question};

/// A choice of a question.
#[derive(CallbackData, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The number of the question.
    pub question: usize,
    /// The number of the choice.
    pub choice: usize,
}

/// The button that continues after this question.
#[derive(CallbackData, Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextQuestion(pub usize);

/// Returns the buttons under a game; none once it is over.
pub(crate) fn keyboard(game: &Game) -> InlineKeyboardMarkup {
    let rows = game.question().map(|(number, question)| rows(number, question));
    InlineKeyboardMarkup::new(rows.unwrap_or_default())
}

fn rows(number: usize, question: &Question) -> Vec<Vec<InlineKeyboardButton>> {
    let button =
        |(choice, text): (usize, &&str)| vec![Choice { question: number, choice }.button(*text)];
    let mut rows: Vec<_> = question.choices.iter().enumerate().map(button).collect();
    rows.push(vec![NextQuestion(number).button("Go on")]);
    rows
}
