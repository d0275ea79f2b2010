//! The guide.

/// Calls of the Bot API, and updates by long polling.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/calls.md")]
pub mod calls {}

/// Order, long work, and awaited answers.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/lanes.md")]
pub mod lanes {}

/// Middlewares.
#[doc = include_str!("../../../docs/middlewares.md")]
pub mod middlewares {}

/// Running and testing bots without Telegram.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/testing.md")]
pub mod testing {}
