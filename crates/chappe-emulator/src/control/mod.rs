//! The control API: users, and their actions.
//!
//! `calls` lists all calls with their documentation; the other modules implement them.

mod albums;
mod answer;
mod boosts;
mod business;
mod calls;
mod chats;
mod checklists;
mod content;
mod drafts;
mod edits;
mod error;
mod forwards;
mod inline;
mod joins;
mod members;
mod messages;
mod migrations;
mod payments;
mod people;
mod pins;
mod presses;
mod profiles;
mod reactions;
mod reply_presses;
mod sender;
mod sends;
mod server;
mod shared;
mod snapshot;
mod sticker_sets;
mod topic;
mod topics;
mod trace;
mod views;
mod visits;
mod votes;
mod wait;
mod web_apps;
mod web_files;

pub use self::error::ControlError;
pub(crate) use self::{
    answer::{answer, call, wait_for},
    people::name_bot,
    snapshot::{restore, snapshot, start_all_deliveries},
};
