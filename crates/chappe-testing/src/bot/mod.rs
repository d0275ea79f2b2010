//! Bots under test, and the users and chats that they talk to.

mod builder;
mod business;
mod chat;
mod edit;
mod forward;
mod inline;
mod membership;
mod press;
mod reactions;
mod chat_settings;
mod invitations;
mod profiles;
mod payments;
mod rights;
mod send;
mod site;
mod test_bot;
mod user;

pub use self::{
    builder::TestBotBuilder, business::BusinessRights, chat::TestChat, rights::AdminRights,
    test_bot::TestBot, user::TestUser,
};
