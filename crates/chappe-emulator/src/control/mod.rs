//! The control API: users, and their actions.
//!
//! `calls` lists all calls with their documentation; the other modules implement them.

mod answer;
mod calls;
mod drafts;
mod error;
mod inline;
mod members;
mod messages;
mod migrations;
mod payments;
mod people;
mod reactions;
mod server;
mod snapshot;
mod topics;
mod trace;
mod views;
mod votes;
mod wait;

pub use self::error::ControlError;
pub(crate) use self::{
    answer::{answer, call, wait_for},
    people::name_bot,
    snapshot::{restore, snapshot, start_all_deliveries},
};
