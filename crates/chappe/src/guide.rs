//! The guides, one per module.
//!
//! Each guide is a page of the folder `docs/` of the repository; its examples run as tests. Read
//! them in this order: `tutorial`, `commands`, `texts`, `keyboards`, [`middlewares`], `calls`,
//! `lanes`, `testing` (`texts` exists with the feature `text`, all others except [`middlewares`]
//! with the feature `polling`, and the contents of `commands` with `derive`). Their examples use
//! routers such as this one:
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn start(user: User) -> impl IntoOutcome {
//!     reply(format!("Hello, {}!", user.first_name))
//! }
//!
//! let app = Router::<()>::new("app").message(|m| m.on(command("start"), start));
//! # let _ = app;
//! ```

/// Calls of the Bot API, long polling and webhooks.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/calls.md")]
pub mod calls {}

/// Commands as an enum, their arguments, help and menus; deep links.
#[cfg(feature = "polling")]
#[cfg_attr(feature = "derive", doc = include_str!("../../../docs/commands.md"))]
pub mod commands {}
/// Keyboards: rows, buttons, limits, pages, and menus whose state is in their buttons.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/keyboards.md")]
pub mod keyboards {}

/// Order within a chat, long work, and handlers that await an answer.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/lanes.md")]
pub mod lanes {}

/// Middlewares: the two scopes, the order of layers, errors and stages.
#[doc = include_str!("../../../docs/middlewares.md")]
pub mod middlewares {}

/// Running and testing bots without Telegram.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/testing.md")]
pub mod testing {}

/// Formatted texts, long texts, and Markdown.
#[cfg(feature = "text")]
#[doc = include_str!("../../../docs/texts.md")]
pub mod texts {}

/// A bot from nothing: buttons, commands, stored data, failures, groups, and their tests.
#[cfg(feature = "polling")]
#[doc = include_str!("../../../docs/tutorial.md")]
pub mod tutorial {}
