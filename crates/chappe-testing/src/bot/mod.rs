//! Bots under test, and the users and chats that they talk to.

mod builder;
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
mod rights;
mod send;
mod site;
mod test_bot;
mod user;

pub use self::{
    builder::TestBotBuilder, chat::TestChat, rights::AdminRights, test_bot::TestBot, user::TestUser,
};
