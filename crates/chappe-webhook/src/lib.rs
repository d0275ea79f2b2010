//! Receives updates over HTTP: a webhook as a tower service, and a hyper server for it.
//!
//! ```text
//! request → method → address → secret → media type → body → update → lane → dispatcher → response
//! ```
//!
//! [`Webhook`] is a `Service<http::Request<B>>` for any body. It ignores the path of a request and
//! its error type is `Infallible`, so it can be mounted in any HTTP router. [`serve`] runs it on
//! hyper.
//!
//! An update does not run inside the future of its HTTP request, but on a tracked task: a
//! dropped connection cancels nothing, and a shutdown waits for updates in flight.
//!
//! # Example
//!
//! ```no_run
//! use chappe::prelude::*;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let app = Router::new("echo")
//!     .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
//! let webhook = Webhook::new(app).bot(Bot::from_env()?).secret("s3cr3t");
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! serve(listener, webhook).path("/telegram").await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod lifecycle;
mod options;
mod request;
mod response;
mod server;
mod service;
mod setup;
mod state;
mod webhook;

pub use chappe_client::Registered;
pub use chappe_intake::{Dispatch, OnFailure, Policy, TimedOut, shutdown_signal};

pub use self::{
    error::ServeError,
    lifecycle::Around,
    request::{IpNetwork, Peer},
    response::ResponseBody,
    server::{Serve, serve},
    service::ResponseFuture,
    webhook::Webhook,
};
