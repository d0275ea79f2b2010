//! A quiz for one or many: `/quiz` asks, whoever likes answers.
//!
//! | message or button | what happens |
//! |---|---|
//! | `/quiz`, `/start` | a message with the first question, a button for each choice |
//! | a choice | counts once for each player; the message tells who answered |
//! | `Go on` | the same message becomes the next question, in the end the scores |
//!
//! Updates of one chat are handled one at a time, so a game needs no lock of its
//! own against its players; the map of games does, against other chats.

mod buttons;
mod game;
mod handlers;
mod questions;

pub use self::{
    buttons::{Choice, GoOn},
    game::{Answered, Game},
    handlers::app,
    questions::{QUESTIONS, Question},
};
