//! The game itself. It uses nothing of Telegram except the ids of users.

use std::collections::BTreeMap;

use chappe::types::UserId;

use crate::questions::{QUESTIONS, Question};

/// A game in a chat.
#[derive(Debug, Default)]
pub struct Game {
    /// The number of the current question.
    at: usize,
    /// The answers to it, by player.
    answers: BTreeMap<UserId, usize>,
    /// The name and the points of each player.
    players: BTreeMap<UserId, (String, u32)>,
}

/// The result of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The answer counts.
    Counted,
    /// The player has answered before.
    Again,
    /// The answer is for another question.
    Late,
}

impl Game {
    /// Returns the current question and its number; `None` once the game is over.
    pub fn question(&self) -> Option<(usize, &'static Question)> {
        QUESTIONS.get(self.at).map(|question| (self.at, question))
    }

    /// Records an answer.
    pub fn answer(&mut self, user: UserId, name: &str, number: usize, choice: usize) -> Answered {
        let Some((at, question)) = self.question() else { return Answered::Late };
        if at != number {
            return Answered::Late;
        }
        if self.answers.contains_key(&user) {
            return Answered::Again;
        }
        self.answers.insert(user, choice);
        let (_, points) = self.players.entry(user).or_insert_with(|| (name.to_owned(), 0));
        *points += u32::from(choice == question.right);
        Answered::Counted
    }

    /// Returns whether the question has no answers yet.
    pub fn has_no_answers(&self) -> bool {
        self.answers.is_empty()
    }

    /// Continues with the next question.
    pub fn advance(&mut self) {
        self.at += 1;
        self.answers.clear();
    }

    /// Returns the names of the players who answered the question.
    fn answerers(&self) -> String {
        let names = self.answers.keys().filter_map(|user| self.players.get(user));
        names.map(|(name, _)| &**name).collect::<Vec<_>>().join(", ")
    }

    /// Returns the text of the message.
    pub fn text(&self) -> String {
        let before = self.at.checked_sub(1).and_then(|before| QUESTIONS.get(before));
        let revealed =
            before.map(|question| format!("It was {}.\n\n", question.choices[question.right]));
        let revealed = revealed.unwrap_or_default();
        match self.question() {
            Some((at, question)) => {
                let answered = match self.has_no_answers() {
                    true => String::new(),
                    false => format!("\n\nAnswered: {}", self.answerers()),
                };
                format!("{revealed}{}/{}. {}{answered}", at + 1, QUESTIONS.len(), question.text)
            }
            None => format!("{revealed}{}", self.scores()),
        }
    }

    /// Returns the points of all players, the best first.
    fn scores(&self) -> String {
        let mut players: Vec<&(String, u32)> = self.players.values().collect();
        players.sort_by_key(|(name, points)| (std::cmp::Reverse(*points), name.clone()));
        let lines = players.iter().map(|(name, points)| format!("{name}: {points}"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    #[test]
    fn each_player_answers_each_question_once() {
        let mut game = Game::default();
        assert_eq!(game.answer(ALICE, "Alice", 0, 1), Answered::Counted);
        assert_eq!(game.answer(ALICE, "Alice", 0, 0), Answered::Again);
        assert_eq!(game.answer(BOB, "Bob", 1, 1), Answered::Late);
        game.advance();
        assert_eq!(game.answer(ALICE, "Alice", 1, 1), Answered::Counted);
    }

    #[test]
    fn the_scores_are_sorted_by_points() {
        let mut game = Game::default();
        game.answer(ALICE, "Alice", 0, 1);
        game.answer(BOB, "Bob", 0, 0);
        (0..3).for_each(|_| game.advance());
        assert_eq!(game.text(), "It was Fog.\n\nBob: 1\nAlice: 0");
    }
}
