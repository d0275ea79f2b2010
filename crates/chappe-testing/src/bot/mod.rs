//! Bots under test, and the users and chats that they talk to.

mod builder;
mod business;
mod chat;
mod chat_settings;
mod edit;
mod forward;
mod inline;
mod invitations;
mod membership;
mod payments;
mod press;
mod profiles;
mod reactions;
mod rights;
mod send;
mod site;
mod test_bot;
mod topics;
mod user;

pub use self::{
    builder::TestBotBuilder, business::BusinessRights, chat::TestChat, rights::AdminRights,
    test_bot::TestBot, topics::TestTopic, user::TestUser,
};
