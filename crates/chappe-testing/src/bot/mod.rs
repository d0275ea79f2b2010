//! Bots under test, and the users and chats that they talk to.

mod builder;
mod chat;
mod edits;
mod forwards;
mod inline;
mod membership;
mod presses;
mod reactions;
mod rights;
mod sends;
mod site;
mod test_bot;
mod user;

pub use self::{
    builder::TestBotBuilder, chat::TestChat, rights::AdminRights, test_bot::TestBot, user::TestUser,
};
