//! A Telegram on one's own machine: a local Bot API server.
//!
//! It speaks the Bot API as Telegram's server does, errors and limits included,
//! keeps people, chats and messages in memory, and lets a test or a page play the
//! people through a control API under `/emu/v1`. No token is needed but any that
//! looks like one, and no network.
//!
//! ```text
//! people ─/emu/v1─▶ world ─queue─▶ getUpdates | webhook ─▶ bot ─/bot<token>─▶ world
//! ```

mod body;
mod bot_api;
mod clock;
#[expect(clippy::unnecessary_wraps, reason = "all handlers have one signature")]
mod control;
mod emulator;
mod entities;
mod error;
mod faults;
mod form;
mod hosts;
mod http;
mod inspector;
mod json;
mod keyboard;
#[expect(clippy::unnecessary_wraps, reason = "all handlers have one signature")]
mod methods;
mod params;
mod queue;
mod random;
mod renamed_params;
mod response;
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
    keyboard::{ButtonPlace, Keyboard, button_labels, find_button},
    sample::{sample, sample_payload, sample_result},
};
