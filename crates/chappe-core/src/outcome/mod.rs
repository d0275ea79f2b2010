//! The outcome of an event, and the types that handlers may return.
//!
//! Handlers return any type that implements [`IntoOutcome`]: `()`, a Bot API method,
//! [`reply("…")`](reply()), or a `Vec`, `Option` or `Result` of these. Layers see the [`Outcome`].
//!
//! ```
//! use chappe::prelude::*;
//! use chappe_testing::UpdateBuilder;
//!
//! let request = Request::from(UpdateBuilder::message("hi").build());
//! let outcome = reply("hello").into_outcome(&request)?;
//! assert_eq!(outcome.reply().map(|reply| reply.name()), Some("sendMessage"));
//! assert!(().into_outcome(&request)?.is_handled());
//! # Ok::<(), BoxError>(())
//! ```

mod into_outcome;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod outcome;
mod replies;
mod reply;

pub use self::{
    into_outcome::{IntoOutcome, NoChat, Replying, reply},
    outcome::Outcome,
    replies::Replies,
    reply::Reply,
};
