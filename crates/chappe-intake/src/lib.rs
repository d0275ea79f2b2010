//! Runs updates, from their arrival to their completion, for all sources of updates.
//!
//! ```text
//! update → admission → lane → task → service → outcome → replies → completion
//! ```
//!
//! [`Intake::accept`] runs each update on a tracked task:
//!
//! - once: an update that is delivered again while it is in flight does not run again
//!   ([`Admission`]), nor does one that was handled, if [`Options::remember`] is set;
//! - in order: the updates of one [lane](LaneKey), by default those of one chat, run one at a
//!   time in the order of arrival.
//!
//! The source receives the [`Completion`] of each update. The last reply is part of it if the
//! source can put it into its response. All other replies are sent before the next update of the
//! lane runs, unless the handler has left the lane. A handler may leave its [`Lane`], await the
//! next update of its lane, and spawn [`Background`] tasks. The crate does not depend on any
//! source.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use chappe::prelude::*;
//! use chappe_intake::{Admission, Completion, Intake, Options};
//! use chappe_testing::UpdateBuilder;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let dispatcher = Dispatcher::new(Router::new("app").message(|m| m.on((), async || ())));
//! let intake = Intake::new(dispatcher.clone(), Options::default());
//! let Admission::Pending(completion) = intake.accept(UpdateBuilder::message("hi").build(), &Arc::new(dispatcher)) else {
//!     panic!("the update is new");
//! };
//! assert!(matches!(completion.await, Ok(Completion::Handled(None))));
//! intake.drain().await;
//! # }
//! ```

mod catch_panic;
mod handler;
mod in_flight;
mod intake;
mod lane;
mod layers;
mod log_limit;
#[cfg(feature = "metrics")]
mod measure;
#[cfg(not(feature = "metrics"))]
#[path = "measure_nothing.rs"]
mod measure;
mod options;
mod reply;
mod running_tasks;
#[cfg(feature = "stash")]
mod stash;
mod stop;
mod task;
mod update;

#[cfg(feature = "stash")]
pub use self::stash::{MemoryStash, TooLarge};
pub use self::{
    catch_panic::report,
    handler::{Background, Lane, NextError, NoSource, Unordered, unordered},
    in_flight::{Admission, Completion},
    intake::Intake,
    lane::{LaneBy, LaneFunction, LaneKey, Lanes, Ticket},
    layers::{Dispatch, Layers},
    log_limit::LogLimit,
    options::{OnFailure, OnLeave, Options, Policy, RenderReply},
    reply::{PendingReply, ReplyBody, ReplySender},
    running_tasks::{RunningTasks, TaskToken},
    stop::{Stop, shutdown_signal},
    task::TimedOut,
};
