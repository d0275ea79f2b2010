//! A scripted Bot API server on in-memory streams, for tests of clients.
//!
//! It serves HTTP with hyper and responds to each request as the test's script defines. Streams
//! are tokio's `duplex`, so that tests can pause the time; [`Server::listen`] serves on a TCP
//! socket.
//!
//! # Example
//!
//! ```
//! use wire::{Server, ok};
//!
//! let server = Server::new(|request| async move {
//!     (request.method == "getMe").then(|| ok(true))
//! });
//! assert!(server.methods().is_empty());
//! ```
#![expect(clippy::unwrap_used, reason = "it serves tests only")]

mod answers;
mod form;
mod received;
mod server;
mod stream;
mod telegram;

pub use self::{
    answers::{Answer, error, migrated, ok, raw, retry_after},
    form::{Form, read_form},
    received::Received,
    server::{Connector, Server},
    stream::Stream,
    telegram::Telegram,
};
