//! The buttons and their callback data.

use chappe::{
    prelude::*,
    types::{InlineKeyboardButton, InlineKeyboardMarkup},
};

use crate::{game::Game, questions::Question};

/// A choice of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The number of the question.
    pub question: usize,
    /// The number of the choice.
    pub choice: usize,
}

/// The button that continues after this question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextQuestion(pub usize);

impl CallbackData for Choice {
    const PREFIX: &'static str = "choice:";

    fn pack(&self) -> String {
        format!("{}{}:{}", Self::PREFIX, self.question, self.choice)
    }

    fn unpack(data: &str) -> Option<Self> {
        let (question, choice) = data.strip_prefix(Self::PREFIX)?.split_once(':')?;
        Some(Self { question: question.parse().ok()?, choice: choice.parse().ok()? })
    }
}

impl CallbackData for NextQuestion {
    const PREFIX: &'static str = "on:";

    fn pack(&self) -> String {
        format!("{}{}", Self::PREFIX, self.0)
    }

    fn unpack(data: &str) -> Option<Self> {
        data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
    }
}

/// Returns the buttons under a game; none once it is over.
pub(crate) fn keyboard(game: &Game) -> InlineKeyboardMarkup {
    let rows = game.question().map(|(number, question)| rows(number, question));
    InlineKeyboardMarkup::new(rows.unwrap_or_default())
}

fn rows(number: usize, question: &Question) -> Vec<Vec<InlineKeyboardButton>> {
    let button = |(choice, text): (usize, &&str)| {
        let data = Choice { question: number, choice }.pack();
        vec![InlineKeyboardButton::new(*text).callback_data(data)]
    };
    let mut rows: Vec<_> = question.choices.iter().enumerate().map(button).collect();
    rows.push(vec![InlineKeyboardButton::new("Go on").callback_data(NextQuestion(number).pack())]);
    rows
}
