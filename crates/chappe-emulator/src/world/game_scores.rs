//! Scores of games.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Talk, World};

/// Where a game is played.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum GamePlace {
    /// A game's scores are those of its chat.
    Chat { talk: Talk, game: String },
    /// A message that was sent via a bot.
    Inline(String),
}

/// The scores of all games, by user.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct GameScores(
    #[serde(with = "crate::world::pairs")] BTreeMap<GamePlace, BTreeMap<i64, i64>>,
);

impl GameScores {
    /// Removes the scores of a message that was removed.
    pub(super) fn forget(&mut self, place: &GamePlace) {
        self.0.remove(place);
    }
}

/// How many players are returned before and after the user, and the number of the best ones.
const NEIGHBOURS: usize = 2;
const BEST: usize = 3;

impl World {
    /// The score of a user, 0 before the first.
    pub(crate) fn game_score(&self, place: &GamePlace, user: i64) -> i64 {
        let scores = self.message_state.scores.0.get(place);
        scores.and_then(|scores| scores.get(&user)).copied().unwrap_or_default()
    }

    pub(crate) fn set_game_score(&mut self, place: GamePlace, user: i64, score: i64) {
        self.message_state.scores.0.entry(place).or_default().insert(user, score);
    }

    /// The `GameHighScore`s around a user: the user's neighbours, and the best ones.
    pub(crate) fn high_scores(&self, place: &GamePlace, user: i64) -> Vec<Value> {
        let scores = self.message_state.scores.0.get(place).into_iter().flatten();
        let mut ranked: Vec<(i64, i64)> = scores.map(|(id, score)| (*id, *score)).collect();
        // The sort is stable: of equal scores, the lower id is first.
        ranked.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        let own = ranked.iter().position(|(id, _)| *id == user);
        let is_shown =
            |at: usize| at < BEST || own.is_some_and(|own| at.abs_diff(own) <= NEIGHBOURS);
        let shown = ranked.iter().enumerate().filter(|(at, _)| is_shown(*at));
        shown
            .filter_map(|(at, (id, score))| {
                Some(json!({"position": at + 1, "user": self.user(*id)?, "score": score}))
            })
            .collect()
    }
}
