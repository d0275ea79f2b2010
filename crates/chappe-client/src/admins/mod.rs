//! The administrators of chats, in a cache of the bot.

mod filter;
mod layer;
mod list;
mod sender;

pub use self::{
    filter::{BotCan, FromAdmins, IsAdminFilter, bot_can, from_admins},
    layer::{AdminsLayer, WatchAdmins},
    list::{Admins, AdminsError},
};
