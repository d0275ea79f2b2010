//! From an update that has come to an outcome: what a webhook, a poller and
//! any other source of updates have in common.
//!
//! ```text
//! update → single flight → lane → task → service → outcome → reply → landing
//! ```
//!
//! [`Intake::accept`] runs each update on a tracked task of its own: one at a
//! time for each chat, in the order of arrival ([lanes](LaneKey)); once, however
//! often it is asked for ([single flight](Accepted)). A reply travels with the
//! [`Landing`], or is sent where the update ran, before the next one of its
//! chat begins. The intake knows nothing of where updates come from.

mod caught;
mod dispatch;
mod flight;
mod flights;
mod guarded;
mod halt;
mod hash;
mod intake;
mod lanes;
mod options;
mod recent;
mod replies;
mod signal;
mod tasks;

pub use self::{
    caught::report,
    dispatch::{Dispatch, Layers},
    flight::TimedOut,
    flights::Landing,
    halt::{Halt, HaltGuard},
    intake::{Accepted, Intake},
    lanes::{LaneKey, Lanes, Place},
    options::{Carries, OnFailure, Options, Policy},
    replies::{Carried, ReplyBody, ReplySender},
    signal::{Stop, shutdown_signal},
    tasks::Tasks,
};
