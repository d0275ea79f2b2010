//! Tests bots in process, without a token, a port or the network.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe_testing::{TestBot, sent_text};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let app = Router::new("app").message(|m| m.on(command("start"), async || reply("Welcome")));
//!
//! let bot = TestBot::new(app);
//! bot.user("alice").send("/start").await;
//! bot.expect(sent_text("Welcome"));
//! bot.expect_nothing();
//! # }
//! ```
//!
//! A [`TestBot`] is the bot as it will run (dispatcher, lanes, client) against an
//! emulator of its own: what it calls is checked and answered as Telegram does.
//! Whoever wants less takes a [`Recorder`] in place of Telegram, or hands
//! [updates](UpdateBuilder) to a dispatcher.
//!
//! Time is tokio's: in a test with `start_paused = true` an hour passes in no time.

mod actions;
mod bot;
mod bot_builder;
mod builder;
mod called;
mod chat;
mod expected;
mod pump;
mod recorder;
mod transcript;
mod turn;
mod user;

pub use chappe_emulator::{Scenario, ScenarioReport};

pub use self::{
    bot::TestBot,
    bot_builder::TestBotBuilder,
    builder::UpdateBuilder,
    called::Called,
    chat::TestChat,
    expected::{
        Expected, Whom, alerted, answered, called, edited_text, sent, sent_document, sent_photo,
        sent_text,
    },
    recorder::{Recorder, Recording},
    turn::Turn,
    user::TestUser,
};
