//! The state of the emulator.

mod bills;
mod boosts;
mod bot;
mod business;
pub(crate) mod bytes;
mod chat;
mod chat_info;
mod content;
mod discussion;
mod checklists;
mod due;
mod files;
mod gifts;
mod history;
mod invitations;
mod journal;
mod limits;
mod media_type;
mod member;
mod membership;
mod messages;
mod paid_members;
mod notices;
mod paid_media;
pub(crate) mod pairs;
mod picture;
mod poll;
mod privacy;
mod profiles;
mod queries;
mod signature;
mod snapshot;
mod stars;
mod state;
mod sticker_sets;
mod web_apps;
mod subscriptions;

pub(crate) use self::{
    bills::{Bill, Bills, Order, STARS},
    boosts::Boosts,
    bot::{Bot, Webhook},
    business::{BUSINESS_RIGHTS, Business, Connection},
    chat::Chat,
    chat_info::{description, title},
    content::{content_of, is_content},
    discussion::Discussions,
    files::{Files, StoredFile},
    gifts::{Gifts, Owned},
    history::History,
    invitations::{InviteLink, JoinRequest, LinkTerms, Subscription, TermsError},
    journal::{Call, Journal},
    limits::Limits,
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    membership::Cause,
    messages::{Stored, Talk},
    notices::conversation_event,
    paid_media::PaidMedia,
    picture::dimensions,
    poll::Poll,
    privacy::Privacy,
    profiles::{EmojiStatus, Profiles},
    queries::{Callback, Inline, InlineMessage, Payment},
    sticker_sets::{SetSticker, StickerSet, StickerSets},
    web_apps::{Prepared, PreparedContent, WebApps},
    stars::{Partner, Stars},
    state::World,
    subscriptions::{BotSubscription, Subscriptions},
};
