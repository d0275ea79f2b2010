//! Updates by HTTP: a webhook as a tower service, and a hyper server for it.
//!
//! ```text
//! request → method → address → secret → media type → body → update → lane → dispatcher → answer
//! ```
//!
//! [`Webhook`] is a `Service<http::Request<B>>` for any body, looks at no path
//! and never fails: mount it in any router of HTTP services. [`serve`] runs it
//! on hyper.
//!
//! An update never runs inside the future of its HTTP request, but on a tracked
//! task: a dropped connection cancels nothing, and a shutdown waits for it.

mod address;
mod answer;
mod around;
mod body;
mod budget;
mod connections;
mod error;
mod identity;
mod lifecycle;
mod options;
mod path;
mod receive;
mod refusals;
mod running;
mod secret;
mod sending;
mod serve;
mod setup;
mod site;
mod state;
mod webhook;

pub use chappe_client::Registered;
pub use chappe_intake::{Dispatch, OnFailure, Policy, TimedOut, shutdown_signal};

pub use self::{
    address::{IpNetwork, Peer},
    answer::AnswerBody,
    around::Around,
    error::ServeError,
    receive::ResponseFuture,
    serve::{Serve, serve},
    webhook::Webhook,
};
