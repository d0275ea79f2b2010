//! An HTTP server for a webhook, built on hyper.

mod accept;
mod connection_limit;
mod connections;
mod path;
mod serve;
mod write_timeout;

pub use self::serve::{Serve, serve};
