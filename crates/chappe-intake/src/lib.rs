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
//! chat begins. A handler may leave its [`Lane`], await the next update of it, and start work
//! in the [`Background`]. The intake knows nothing of where updates come from.

mod awaiting;
mod background;
mod cancellable;
mod caught;
mod completion;
mod dispatch;
mod flights;
mod guarded;
mod halt;
mod hash;
mod in_flight;
mod intake;
mod lane;
mod lane_key;
mod lanes;
mod log_limit;
#[cfg(feature = "metrics")]
mod measure;
#[cfg(not(feature = "metrics"))]
#[path = "measure_nothing.rs"]
mod measure;
mod options;
mod recent;
mod replies;
mod signal;
mod tasks;
mod turn;
mod unasked;
mod unordered;
mod update_task;
mod waits;

pub use self::{
    background::{Background, NoSource},
    caught::report,
    dispatch::{Dispatch, Layers},
    flights::Landing,
    halt::{Halt, HaltGuard},
    intake::{Accepted, Intake},
    lane::{Lane, NextError},
    lane_key::{LaneBy, LaneFunction, LaneKey},
    lanes::{Lanes, Place},
    log_limit::LogLimit,
    options::{Carries, OnFailure, OnLeave, Options, Policy},
    replies::{Carried, ReplyBody, ReplySender},
    signal::{Stop, shutdown_signal},
    tasks::Tasks,
    unordered::{Unordered, unordered},
    update_task::TimedOut,
};
