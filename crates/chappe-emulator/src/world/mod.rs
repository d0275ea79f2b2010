//! The state of the emulator.

mod bot;
pub(crate) mod bytes;
mod chat;
mod duration;
mod files;
mod history;
mod journal;
mod limits;
mod media_type;
mod member;
mod messages;
pub(crate) mod pairs;
mod picture;
mod poll;
mod queries;
mod snapshot;
mod state;

pub(crate) use self::{
    bot::{Bot, Webhook},
    chat::Chat,
    duration::duration,
    files::{Files, StoredFile},
    history::History,
    journal::{Call, Journal},
    limits::Limits,
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    messages::{Stored, Talk},
    picture::dimensions,
    poll::Poll,
    queries::{Callback, Inline, InlineMessage, Payment},
    state::{World, conversation_event},
};
