//! A Bot API server on in-memory streams, for tests of the client's side.
//!
//! It speaks real HTTP (hyper's) and does what the test says for each request.
//! Streams are tokio's `duplex`, so that time may be virtual; [`Server::listen`]
//! serves the same on a socket.
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
