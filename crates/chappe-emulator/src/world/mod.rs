//! All that the emulator remembers.

mod bot;
pub(crate) mod bytes;
mod chat;
mod files;
mod history;
mod journal;
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
    messages::{Stored, Talk},
    poll::Poll,
    queries::{Callback, Inline, InlineMessage, Payment},
    state::{World, of_talk},
};
