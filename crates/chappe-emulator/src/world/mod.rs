//! The state of the emulator.

mod bot;
pub(crate) mod bytes;
mod chat;
mod chat_info;
mod content;
mod discussion;
mod files;
mod history;
mod invitations;
mod journal;
mod limits;
mod media_type;
mod member;
mod membership;
mod messages;
mod paid_members;
pub(crate) mod pairs;
mod picture;
mod poll;
mod privacy;
mod profiles;
mod queries;
mod signature;
mod snapshot;
mod state;
mod sticker_sets;
mod web_apps;

pub(crate) use self::{
    bot::{Bot, Webhook},
    chat::Chat,
    chat_info::{description, title},
    content::{content_of, is_content},
    discussion::Discussions,
    files::{Files, StoredFile},
    history::History,
    invitations::{InviteLink, JoinRequest, LinkTerms, Subscription, TermsError},
    journal::{Call, Journal},
    limits::Limits,
    media_type::{kind_of, media_type},
    member::{Member, PERMISSIONS, RIGHTS, Status, is_right_in},
    membership::Cause,
    messages::{Stored, Talk},
    picture::dimensions,
    poll::Poll,
    privacy::Privacy,
    profiles::{EmojiStatus, Profiles},
    queries::{Callback, Inline, InlineMessage, Payment},
    state::{World, conversation_event},
    sticker_sets::{SetSticker, StickerSet, StickerSets},
    web_apps::{Prepared, PreparedContent, WebApps},
};
