//! What became of an event, and what handlers may return.

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
