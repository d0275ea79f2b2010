//! Bots under test, and the users and chats that they talk to.

mod builder;
mod business;
mod chat;
mod payments;
mod rights;
mod site;
mod test_bot;
mod user;

pub use self::{
    builder::TestBotBuilder, business::BusinessRights, chat::TestChat, rights::AdminRights,
    test_bot::TestBot, user::TestUser,
};
