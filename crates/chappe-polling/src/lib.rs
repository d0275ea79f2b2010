//! Receives updates by long polling, for any number of bots.
//!
//! ```text
//! getUpdates → window → lane → dispatcher → reply sent by the bot
//!      ▲                                         │
//!      └─────── offset: handled updates ◀────────┘
//! ```
//!
//! [`Polling`] requests updates from Telegram and runs each on a tracked task; updates of one chat
//! run one at a time, in order. The offset moves past handled updates only: after a crash, no
//! update is lost, and Telegram redelivers at most 100 updates of each bot.
//!
//! # Example
//!
//! ```no_run
//! use chappe::prelude::*;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let app = Router::new("echo")
//!     .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
//! Polling::new(Bot::from_env()?, app).await?;
//! # Ok(())
//! # }
//! ```

mod bot_tasks;
mod calls;
mod early_confirmation;
mod error;
mod identify;
mod options;
mod poller;
mod polling;
mod session;
mod started_bots;
mod window;

pub use self::{error::PollingError, polling::Polling};
pub use chappe_intake::{Dispatch, OnFailure, TimedOut, shutdown_signal};
