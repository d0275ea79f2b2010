//! A local Bot API server for development and tests.
//!
//! It implements the Bot API as Telegram's server does, including errors and limits. Users,
//! chats and messages are kept in memory; tests and the chat page act as users through a
//! control API under `/emu/v1`. It accepts any well-formed token and needs no network.
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
    keyboard::{ButtonPosition, Keyboard, button_labels, find_button},
    sample::{sample, sample_payload, sample_result},
};
