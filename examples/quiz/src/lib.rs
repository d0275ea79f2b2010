//! A quiz for one or more players: `/quiz` starts a game, and every member of the chat can
//! answer.
//!
//! | message or button | effect |
//! |---|---|
//! | `/quiz`, `/start` | a message with the first question, a button for each choice |
//! | a choice | counts once for each player; the message names those who answered |
//! | `Go on` | the same message shows the next question, and at the end the scores |
//!
//! Updates of one chat are handled one at a time, so a game needs no lock of its own. The map of
//! games has a lock, because updates of different chats are handled concurrently.

mod buttons;
mod game;
mod handlers;
mod questions;

pub use self::{
    buttons::{Choice, NextQuestion},
    game::{Answered, Game},
    handlers::app,
    questions::{QUESTIONS, Question},
};
