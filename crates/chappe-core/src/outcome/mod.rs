//! The outcome of an event, and the types that handlers may return.
//!
//! Handlers return any type that implements [`IntoOutcome`]: `()`, a text, [`reply("…")`](reply()),
//! a Bot API method, or a `Vec`, `Option` or `Result` of these. Layers see the [`Outcome`].
//!
//! ```
//! use chappe::prelude::*;
//! use chappe_testing::UpdateBuilder;
//!
//! let request = Request::from(UpdateBuilder::message("hi").build());
//! let outcome = "hello".into_outcome(&request)?;
//! assert_eq!(outcome.reply().map(|reply| reply.name()), Some("sendMessage"));
//! assert!(().into_outcome(&request)?.is_handled());
//! # Ok::<(), BoxError>(())
//! ```
//!
//! # One type for several replies
//!
//! Texts, `reply("…")` and methods have different types, and all of them convert into [`AnyReply`].
//! It is the result of a function whose branches reply in different ways:
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn vote(Event(query): Event<CallbackQuery>) -> AnyReply {
//!     match query.data.as_deref() {
//!         Some("yes") => query.answer().text("Thank you!").into(),
//!         Some(_) => reply("Are you sure?").quoting().into(),
//!         None => "This button does nothing.".into(),
//!     }
//! }
//! # let _ = vote;
//! ```
//!
//! It is the element of a list that mixes replies:
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn rename(Event(message): Event<Message>) -> Vec<AnyReply> {
//!     vec![message.delete().into(), "Your name is saved.".into()]
//! }
//! # let _ = rename;
//! ```
//!
//! It is the success of a function that returns early with `?` or `return`:
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn double(Text(text): Text) -> Result<AnyReply, BoxError> {
//!     if text.is_empty() {
//!         return Ok("Send a number.".into());
//!     }
//!     let number: i64 = text.parse()?;
//!     Ok(reply((2 * number).to_string()).disable_notification(true).into())
//! }
//! # let _ = double;
//! ```
//!
//! A middleware that ends an event with a reply returns
//! `reply("…").into_outcome(&request)`.

mod any_reply;
mod into_outcome;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod outcome;
mod replies;
mod reply;
mod replying;
#[cfg(test)]
mod samples;

pub use self::{
    any_reply::AnyReply,
    into_outcome::IntoOutcome,
    outcome::Outcome,
    replies::Replies,
    reply::Reply,
    replying::{NoChat, Replying, reply},
};
