//! Telegram bots built out of tower services.
//!
//! Each type of Telegram event is a `tower::Service`; outer middlewares are `Layer`s around a
//! service that routes by filters; inner middlewares are `Layer`s around each matched handler;
//! nested routers are nested services; a hyper webhook server or long polling passes updates to the
//! root router.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use chappe::prelude::*;
//! use tower::timeout::TimeoutLayer;
//!
//! async fn start(user: User) -> String {
//!     format!("Hello, {}!", user.first_name) // a text is a reply
//! }
//!
//! async fn echo(Text(text): Text) -> impl IntoOutcome {
//!     reply(text).quoting() // a reply with options
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), chappe::Error> {
//!     let app = Router::new("app").message(|m| {
//!         m.inner_layer(TimeoutLayer::new(Duration::from_secs(10))) // plain tower
//!             .on(command("start"), start)
//!             .on(text(), echo)
//!     });
//!     chappe::run(app).await
//! }
//! ```
//!
//! [`run`] polls Telegram if `TELEGRAM_BOT_TOKEN` is set. Without a token and with the feature
//! `emulator`, it starts a local Bot API server with a chat page. [`Polling`](polling::Polling)
//! and [`Webhook`](webhook::Webhook) run the same router with further options;
//! `chappe-testing` runs it in tests.
//!
//! # Where to begin
//!
//! - [`prelude`]: the names that most bots use.
//! - [`Router`] registers handlers; a [`Dispatcher`] is the service that a router is compiled to.
//! - [`extract`], [`filter`], [`handler`], [`outcome`]: the arguments of handlers, the conditions
//!   of routes, handlers as services, and their results.
//! - [`commands`] and [`deep_link`]: commands and links as types, with the feature `derive`.
//! - [`keyboard`]: builders of keyboards, pages, and widgets such as calendars.
//! - [`mod@middleware`] and [`stages`]: layers from functions and types; hooks for each stage.
//! - [`types`]: the objects and methods of the Bot API. [`client`]: the [`Bot`](client::Bot)
//!   that calls it.
//!
//! # Guides
//!
//! | guide | contents |
//! |---|---|
//! | [`guide::tutorial`] | a bot from nothing: buttons, commands, stored data, failures, groups, tests |
//! | [`guide::keyboards`] | rows, buttons, limits, pages, and menus whose state is in their buttons |
//! | [`guide::middlewares`] | the two scopes of middlewares, the order of layers, errors, stages |
//! | [`guide::commands`] | commands as an enum: arguments, help, menus; deep links |
//! | [`guide::calls`] | sending, errors, layers around calls, files; long polling and webhooks |
//! | [`guide::lanes`] | order within a chat, long work, handlers that await an answer |
//! | [`guide::texts`] | formatted texts, long texts, Markdown |
//! | [`guide::testing`] | running and testing bots without Telegram |
//!
//! # Features
//!
//! | feature | default | adds | crates |
//! |---|---|---|---|
//! | `client` | yes | [`client`]: the Bot API client on hyper | 23 |
//! | `tls` | yes | TLS 1.3 for the client: rustls with ring | 13 |
//! | `polling` | yes | [`run`], [`polling`] | 11 in addition to `client` |
//! | `webhook` | yes | [`webhook`] and its server on hyper | 13 in addition to `client` |
//! | `text` | yes | [`mod@text`]: formatted texts, as entities, HTML and `MarkdownV2` | 0 |
//! | `introspect` | yes | `describe`, `explain`, traces and charts of a router tree | 0 |
//! | `derive` | no | the derives [`Commands`](commands::Commands) and [`DeepLink`](deep_link::DeepLink) | 4 |
//! | `emulator` | no | `emulator`: a local Bot API server with a chat page, and [`run`] without a token | 13 in addition to the defaults |
//! | `markdown` | no | `text::markdown`: texts of language models | 2 |
//! | `media-cache` | no | `client::MediaCacheLayer`: a file is uploaded once, and then sent by its id | 0 with `tls` |
//! | `metrics` | no | counters and timers of calls and lanes, with the `metrics` facade | 2 |
//! | `tls12` | no | TLS 1.2 for the client, for an [`ApiServer`](client::ApiServer) behind an old proxy; `api.telegram.org` has TLS 1.3 | 0 |
//! | `stash` | no | `stash`: values that are too large for a button, behind random ids | 0 in addition to `tls` |
//! | `regex` | no | [`filter::text_matches`](filter) | 4 |
//! | `send` | no | `send`: texts that grow while they are generated, and broadcasts | 8 in addition to `client`, 1 in addition to the defaults |
//! | `web-app` | no | `web_app`: checks the data of web apps and of logins | 1 in addition to the defaults |
//!
//! The last column counts the crates that a feature adds on Linux. Without features, 22 crates
//! remain: types, routers, dispatchers and layers.
//!
//! # Crates
//!
//! This crate re-exports `chappe-types` (objects and methods), `chappe-core` (the pipeline),
//! `chappe-client`, `chappe-text` (formatted texts), `chappe-intake` (the parts that sources of
//! updates have in common), `chappe-polling`, `chappe-webhook`, `chappe-send` (growing texts and
//! broadcasts), `chappe-web-app`, `chappe-emulator` and `chappe-macros`. `chappe-testing` is
//! a separate crate for `[dev-dependencies]`. To write another source of updates, use
//! `chappe-intake` directly.

pub mod callback_data;
pub mod commands;
pub mod deep_link;
#[cfg(any(feature = "polling", feature = "webhook"))]
mod error;
pub mod guide;
#[cfg(any(feature = "polling", feature = "webhook"))]
mod log;
pub mod prelude;
#[cfg(all(doctest, feature = "derive"))]
mod readme;
#[cfg(feature = "polling")]
mod run;
#[cfg(feature = "stash")]
pub mod stash;

#[cfg(feature = "client")]
#[doc(inline)]
pub use chappe_client as client;

#[cfg(feature = "emulator")]
#[doc(inline)]
pub use chappe_emulator as emulator;

#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{
    Background, Lane, LaneBy, LaneFunction, LaneKey, NextError, NoSource, Unordered, unordered,
};

#[cfg(feature = "polling")]
pub use self::run::run;
#[cfg(any(feature = "polling", feature = "webhook"))]
pub use self::{error::Error, log::log_to_stderr};

#[cfg(feature = "polling")]
#[doc(inline)]
pub use chappe_polling as polling;

#[cfg(feature = "send")]
#[doc(inline)]
pub use chappe_send as send;
#[cfg(feature = "text")]
#[doc(inline)]
pub use chappe_text as text;

#[doc(inline)]
pub use chappe_types as types;

#[cfg(feature = "web-app")]
#[doc(inline)]
pub use chappe_web_app as web_app;

#[cfg(feature = "webhook")]
#[doc(inline)]
pub use chappe_webhook as webhook;

pub use chappe_core::{
    AddExtensionLayer, AnyReply, BoxError, BuildError, Cancel, Dispatcher, DispatcherBuilder,
    ErrorEvent, EventService, EventType, Extensions, Handler, HandlerExt, IntoDispatcher,
    IntoLayer, IntoOutcome, Me, Middleware, Next, Observer, Outcome, Panicked, Reply, Request,
    RouteInfo, Router, Skip, TooLate, WrongKind, after, before, extract, filter, find_error,
    flagged, from_fn, handler, is_cancel, is_control_flow, is_skip, keyboard, middleware, outcome,
    reply, router, shared, stages,
};
#[cfg(feature = "introspect")]
pub use chappe_core::{Description, Explanation, StepKind, StepOutcome, Trace, TraceStep};
pub use chappe_macros::debug_handler;
