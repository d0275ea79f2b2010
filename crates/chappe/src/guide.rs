//! The guide.

/// Calls of the Bot API, and updates by long polling.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/calls.md")]
pub mod calls {}

/// Middlewares.
#[doc = include_str!("../../../docs/middlewares.md")]
pub mod middlewares {}

/// Running and testing bots without Telegram.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/testing.md")]
pub mod testing {}
