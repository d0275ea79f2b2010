//! The state of the emulator.

mod bills;
mod boosts;
mod bot;
mod business;
pub(crate) mod bytes;
mod chat;
mod checklists;
mod due;
mod files;
mod gifts;
mod history;
mod journal;
mod limits;
mod media_type;
mod member;
mod messages;
mod notices;
mod paid_media;
pub(crate) mod pairs;
mod picture;
mod poll;
mod queries;
mod snapshot;
mod stars;
mod state;
mod subscriptions;

pub(crate) use self::{
    bills::{Bill, Bills, Order, STARS},
    boosts::Boosts,
    bot::{Bot, Webhook},
    business::{BUSINESS_RIGHTS, Business, Connection},
    chat::Chat,
    files::{Files, StoredFile},
    gifts::{Gifts, Owned},
    history::History,
    journal::{Call, Journal},
    limits::Limits,
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    messages::{Stored, Talk},
    notices::conversation_event,
    paid_media::PaidMedia,
    picture::dimensions,
    poll::Poll,
    queries::{Callback, Inline, InlineMessage, Payment},
    stars::{Partner, Stars},
    state::World,
    subscriptions::{BotSubscription, Subscriptions},
};
