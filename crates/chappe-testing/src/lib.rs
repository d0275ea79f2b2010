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
//! A [`TestBot`] is the bot as it runs in production, with its dispatcher, lanes and client. It
//! has its own emulator, which checks and answers calls as Telegram does. For smaller tests, use a
//! [`Recorder`] in place of Telegram, or pass [updates](UpdateBuilder) directly to a dispatcher.
//!
//! The bot and the emulator use tokio's clock: in a test with `start_paused = true`, waiting for
//! an hour takes no real time.

mod action_report;
mod bot;
mod expected;
mod expected_kinds;
mod names;
mod poller;
mod recorded_call;
mod recorder;
mod transcript;
mod update_builder;

pub use chappe_emulator::{Scenario, ScenarioReport};

pub use self::{
    action_report::ActionReport,
    bot::{AdminRights, TestBot, TestBotBuilder, TestChat, TestTopic, TestUser},
    expected::{
        ChatRef, Expected, alerted, answered, called, edited_text, sent, sent_document, sent_photo,
        sent_text,
    },
    expected_kinds::{
        created_topic, drafted_text, moved_location, sent_game, sent_location, sent_rich,
    },
    recorded_call::RecordedCall,
    recorder::{Recorder, Recording},
    update_builder::UpdateBuilder,
};
