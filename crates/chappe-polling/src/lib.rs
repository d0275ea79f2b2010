//! Updates by long polling: any number of bots, any service of calls.
//!
//! ```text
//! getUpdates → window → lane → dispatcher → reply by the bot
//!      ▲                                         │
//!      └───────── offset: what is handled ◀──────┘
//! ```
//!
//! [`Polling`] asks Telegram for updates and runs each on a tracked task, one
//! at a time for each chat, in order. The offset moves past what is handled
//! only: after a crash nothing is lost, and at most 100 updates of each bot come
//! again.

mod bots;
mod calls;
mod error;
mod identify;
mod options;
mod poller;
mod polling;
mod session;
mod started;
mod window;

pub use self::{error::PollingError, polling::Polling};
pub use chappe_intake::{Dispatch, OnFailure, TimedOut, shutdown_signal};
