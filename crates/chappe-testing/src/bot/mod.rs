//! Bots under test, and the users and chats that they talk to.

mod builder;
mod chat;
mod test_bot;
mod user;

pub use self::{builder::TestBotBuilder, chat::TestChat, test_bot::TestBot, user::TestUser};
