//! A Bot API client that is a stack of tower services.
//!
//! ```text
//! method → Call → custom layers → trace → prepare → defaults → migration → retry after → retry → timeout → HTTP → ApiResponse → result
//! ```
//!
//! A [`Bot`] is a handle on the stack. [`Bot::send`] takes any method of the Bot API and returns
//! its result. [`BotBuilder::layer`] adds any layer over a `Service<Call>`, and any
//! `Service<http::Request>` can be the [transport](BotBuilder::transport).
//!
//! The client can be used without routers and dispatchers. It implements the traits by which
//! handlers and callbacks extract the [`Bot`].
//!
//! # Example
//!
//! ```no_run
//! use chappe::prelude::*;
//! use chappe::client::FloodLimitLayer;
//! use chappe::types::SendMessage;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let token = std::env::var("TELEGRAM_BOT_TOKEN")?.parse()?;
//! let bot = Bot::builder(token).layer(FloodLimitLayer::new()).build()?;
//! let message = bot.send(SendMessage::new(42, "hello")).await?;
//! println!("sent as {:?}", message.message_id);
//! # Ok(())
//! # }
//! ```

mod admins;
mod api_response;
mod bot;
mod call;
mod catch_panic;
mod chat_action;
mod chat_cache;
mod commands;
mod descriptions;
mod download;
mod error;
mod extract;
mod http;
mod layers;
mod params;
mod pre_checkout;
mod registration;
mod retry;
mod server;
mod server_url_error;
mod token;
mod upload;

#[cfg(feature = "metrics")]
pub use self::layers::{CallMetrics, CallMetricsLayer};
#[cfg(feature = "media-cache")]
pub use self::layers::{
    MediaCache, MediaCacheLayer, MediaKey, MediaStore, MemoryMediaStore, StoreFuture,
};
pub use self::{
    admins::{
        Admins, AdminsError, AdminsLayer, BotCan, FromAdmins, IsAdminFilter, WatchAdmins, bot_can,
        from_admins,
    },
    api_response::ApiResponse,
    bot::{Bot, BotBuilder, BuildError, CallService, SendMethod},
    call::{Call, Class},
    catch_panic::catch_panic,
    chat_action::{ChatActionGuard, ChatActions},
    commands::{RegisterCommands, register_commands},
    download::{Download, FileStream},
    error::Error,
    extract::MissingBot,
    http::{Http, NotSent, Proxy, ProxyError, RequestBody, ResponseBody, encode_multipart},
    layers::{
        ApplyDefaults, Backoff, CallFuture, CallTimeout, CallTimeoutLayer, CallTrace,
        CallTraceLayer, Defaults, DefaultsLayer, FloodLimit, FloodLimitLayer, Migration,
        MigrationLayer, Quota, Retry, RetryAfter, RetryAfterLayer, RetryLayer,
    },
    params::Params,
    pre_checkout::PreCheckoutDeadline,
    registration::{Registered, register_webhook},
    retry::{log_invalid_token, log_retry, retry_delay, retry_until_success},
    server::ApiServer,
    server_url_error::ServerUrlError,
    token::{BotToken, TokenError},
    upload::{upload_reader, upload_reader_with, upload_stream},
};
