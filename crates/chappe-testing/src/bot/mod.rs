//! Bots under test, and the users and chats that they talk to.

mod builder;
mod chat;
mod rights;
mod site;
mod test_bot;
mod topics;
mod user;

pub use self::{
    builder::TestBotBuilder, chat::TestChat, rights::AdminRights, test_bot::TestBot,
    topics::TestTopic, user::TestUser,
};
