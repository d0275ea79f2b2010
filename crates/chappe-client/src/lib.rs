//! A Bot API client that is a stack of tower services.
//!
//! ```text
//! method → Call → your layers → trace → prepare → defaults → migration → retry after → retry → timeout → HTTP → ApiResponse → result
//! ```
//!
//! A [`Bot`] is a handle on the stack. [`Bot::send`] takes any method of the Bot
//! API and gives what it returns. Whatever wraps a `Service<Call>` is a layer
//! for [`BotBuilder::layer`]; whatever is a `Service<http::Request>` is a
//! [transport](BotBuilder::transport).
//!
//! The client knows nothing of dispatchers but the trait of extractors.

mod api_response;
mod bot;
mod builder;
mod call;
mod catch_panic;
mod descriptions;
mod error;
mod extract;
mod files;
mod http;
mod layers;
mod params;
mod persist;
mod registration;
mod server;
mod token;

#[cfg(feature = "metrics")]
pub use self::layers::{CallMetricsLayer, Metrics};
pub use self::{
    api_response::ApiResponse,
    bot::{Bot, SendMethod},
    builder::{BotBuilder, BuildError, CallService},
    call::{Call, Class},
    catch_panic::catch_panic,
    error::Error,
    extract::MissingBot,
    files::{Download, FileStream, upload_reader, upload_reader_with, upload_stream},
    http::{
        Connect, Connecting, Http, NotSent, Proxy, ProxyError, RequestBody, ResponseBody,
        whole_form,
    },
    layers::{
        Backoff, CallFuture, CallTimeoutLayer, CallTraceLayer, Defaults, DefaultsLayer, Filled,
        FloodLimit, FloodLimitLayer, Migration, MigrationLayer, Quota, Retry, RetryAfter,
        RetryAfterLayer, RetryLayer, Timeout, Trace,
    },
    params::Params,
    persist::{log_refused_token, log_retry, pause_after, until_answered},
    registration::{Registered, register_webhook},
    server::ApiServer,
    token::{BotToken, TokenError},
};
