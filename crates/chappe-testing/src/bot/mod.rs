//! Bots under test, and the users and chats that they talk to.

mod builder;
mod chat;
mod profiles;
mod rights;
mod site;
mod test_bot;
mod user;

pub use self::{
    builder::TestBotBuilder, chat::TestChat, rights::AdminRights, test_bot::TestBot, user::TestUser,
};
