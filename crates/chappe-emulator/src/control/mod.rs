//! The control API: people, and what they do.
//!
//! Besides what scripts everywhere may rely on, people vote (`votes`), react
//! (`reactions`), choose what is offered inline (`chosen_inline_results`) and pay
//! (`pre_checkout_queries`, `shipping_queries`); a group is upgraded
//! (`migrations`), and sending is limited (`limits`).

mod answer;
mod error;
mod inline;
mod migrations;
mod payments;
mod people;
mod reactions;
mod say;
mod see;
mod snapshot;
mod trace;
mod votes;
mod wait;

pub use self::error::ControlError;
pub(crate) use self::{
    answer::{answer, call, wait_for},
    snapshot::{restore, snapshot},
};
