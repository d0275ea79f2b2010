//! The state of the emulator.

mod bot;
pub(crate) mod bytes;
mod chat;
mod files;
mod history;
mod journal;
mod limits;
mod member;
mod messages;
pub(crate) mod pairs;
mod poll;
mod queries;
mod snapshot;
mod state;

pub(crate) use self::{
    bot::{Bot, Webhook},
    chat::Chat,
    files::{Files, StoredFile},
    history::History,
    journal::{Call, Journal},
    limits::Limits,
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    messages::{Stored, Talk},
    poll::Poll,
    queries::{Callback, Inline, InlineMessage, Payment},
    state::{World, conversation_event},
};
