//! All that the emulator remembers.

mod bot;
mod chat;
mod files;
mod history;
mod journal;
mod messages;
mod state;

pub(crate) use self::{
    bot::{Bot, Webhook},
    chat::Chat,
    files::{Files, StoredFile},
    history::History,
    journal::{Call, Journal},
    messages::{Stored, Talk},
    state::{Callback, Inline, World, of_talk},
};
