//! A local Bot API server for development and tests.
//!
//! It implements the Bot API as Telegram's server does, including errors and limits. Users, chats
//! and messages are in memory. Tests and the chat page perform the actions of users through a
//! control API under `/emu/v1`, which `GET /emu/v1` documents. The server accepts any well-formed token and needs no network.
//!
//! ```text
//! users ─/emu/v1─▶ world ─queue─▶ getUpdates | webhook ─▶ bot ─/bot<token>─▶ world
//! ```
//!
//! # Example
//!
//! ```
//! use chappe_emulator::Emulator;
//! use http::Method;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Configure this URL as the bot's server, for example with `TELEGRAM_API_URL`.
//! let running = Emulator::new().start().await?;
//! println!("{}", running.url());
//!
//! // Alice is a user who can write to bots.
//! let alice = running.emulator().control(&Method::POST, "users", &json!({"first_name": "Alice"}))?;
//! assert_eq!(alice["first_name"], "Alice");
//! # Ok(())
//! # }
//! ```

mod body;
mod bot_api;
mod clock;
mod compression;
#[expect(clippy::unnecessary_wraps, reason = "all handlers have one signature")]
mod control;
mod emulator;
mod entities;
mod error;
mod faults;
mod file_name;
mod form;
mod hosts;
mod http;
mod inspector;
mod json;
mod keyboard;
#[expect(clippy::unnecessary_wraps, reason = "all handlers have one signature")]
mod methods;
mod names;
mod param_text;
mod params;
mod persistence;
mod queue;
mod random;
mod renamed_params;
mod response;
mod rich;
mod sample;
#[cfg(feature = "scenarios")]
mod scenario;
mod schema;
mod shared;
mod world;

#[cfg(feature = "scenarios")]
pub use self::scenario::{Scenario, ScenarioError, ScenarioReport, StepReport, junit};
pub use self::{
    control::ControlError,
    emulator::{Emulator, ResponseFuture, Running},
    http::BrokenConnection,
    inspector::{Inspector, InspectorLayer, ResponseFuture as InspectorFuture},
    keyboard::{ButtonPosition, Keyboard, button_labels, find_button},
    names::display_name,
    persistence::default_snapshot_file,
    sample::{sample, sample_payload, sample_result},
};
