//! The control API: users, and their actions.
//!
//! Besides the calls that are documented for scripts, users vote (`votes`), react
//! (`reactions`), choose inline results (`chosen_inline_results`) and pay
//! (`pre_checkout_queries`, `shipping_queries`); groups are upgraded (`migrations`), and
//! sending is limited (`limits`).

mod answer;
mod error;
mod inline;
mod messages;
mod migrations;
mod payments;
mod people;
mod reactions;
mod server;
mod snapshot;
mod trace;
mod votes;
mod wait;

pub use self::error::ControlError;
pub(crate) use self::{
    answer::{answer, call, wait_for},
    people::name_bot,
    snapshot::{restore, snapshot, start_all_deliveries},
};
