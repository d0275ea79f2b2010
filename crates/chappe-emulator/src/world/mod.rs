//! The state of the emulator.

mod access;
mod bills;
mod boosts;
mod bot;
mod business;
pub(crate) mod bytes;
mod chat;
mod chat_info;
mod checklists;
mod content;
mod discussion;
mod drafts;
mod due;
mod duration;
mod ephemeral;
mod events;
mod files;
mod game_scores;
mod gifts;
mod history;
mod invitations;
mod journal;
mod kept;
mod limits;
mod live_locations;
mod media_type;
mod member;
mod membership;
mod message_state;
mod messages;
mod notices;
mod paid_media;
mod paid_members;
pub(crate) mod pairs;
mod picture;
mod poll;
mod privacy;
mod profiles;
mod queries;
#[cfg(feature = "photos")]
mod scaling;
#[cfg(not(feature = "photos"))]
#[path = "unscaled.rs"]
mod scaling;
mod signature;
mod snapshot;
mod stars;
mod state;
mod sticker_sets;
mod stories;
mod subscriptions;
mod topic_icons;
mod topics;
mod web_apps;
mod web_pages;

pub(crate) use self::{
    access::Access,
    bills::{Bill, Bills, Order, STARS},
    boosts::Boosts,
    bot::{Bot, TOPIC_SETTINGS, Webhook},
    business::{BUSINESS_RIGHTS, Business, Connection},
    chat::Chat,
    chat_info::{description, title},
    content::{content_of, is_content},
    discussion::Discussions,
    drafts::{Draft, Drafts},
    duration::duration,
    ephemeral::{Ephemeral, EphemeralMessages},
    files::{Files, StoredFile},
    game_scores::{GamePlace, GameScores},
    gifts::{Gifts, Owned},
    history::History,
    invitations::{InviteLink, JoinRequest, LinkTerms, Subscription, TermsError},
    journal::{Call, Journal},
    limits::Limits,
    live_locations::{FOREVER, LiveLocations, end_live_location, is_live, location},
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    membership::Cause,
    message_state::MessageState,
    messages::{Stored, Talk},
    notices::conversation_event,
    paid_media::PaidMedia,
    picture::dimensions,
    poll::Poll,
    privacy::Privacy,
    profiles::{EmojiStatus, Profile, Profiles},
    queries::{Callback, Inline, InlineMessage, Payment},
    stars::{Partner, Stars},
    state::World,
    sticker_sets::{SetSticker, StickerSet, StickerSets},
    stories::{Stories, Story},
    subscriptions::{BotSubscription, Subscriptions},
    topic_icons::{TopicIcons, is_topic_icon},
    topics::{COLOR, GENERAL, Topic, Topics},
    web_apps::{Prepared, PreparedContent, WebApps},
    web_pages::{WebPage, WebPages},
};
