//! The state of the emulator.

mod bot;
pub(crate) mod bytes;
mod chat;
mod drafts;
mod ephemeral;
mod files;
mod game_scores;
mod history;
mod journal;
mod limits;
mod live_locations;
mod media_type;
mod member;
mod message_state;
mod messages;
pub(crate) mod pairs;
mod picture;
mod poll;
mod queries;
mod scaling;
mod snapshot;
mod state;
mod topic_icons;
mod topics;

pub(crate) use self::{
    bot::{Bot, TOPIC_SETTINGS, Webhook},
    chat::Chat,
    drafts::{Draft, Drafts},
    ephemeral::{Ephemeral, EphemeralMessages},
    files::{Files, StoredFile},
    game_scores::{GamePlace, GameScores},
    history::History,
    journal::{Call, Journal},
    limits::Limits,
    live_locations::{FOREVER, LiveLocations, end_live_location, is_live, location},
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    message_state::MessageState,
    messages::{Stored, Talk},
    picture::dimensions,
    poll::Poll,
    queries::{Callback, Inline, InlineMessage, Payment},
    state::{World, conversation_event},
    topic_icons::{TopicIcons, is_topic_icon},
    topics::{COLOR, GENERAL, Topic, Topics},
};
