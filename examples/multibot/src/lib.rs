//! Several bots in one process, with the same handlers.
//!
//! Each update is handled and answered by the bot that received it.

use chappe::{prelude::*, types::SendMessage};

/// Returns the router of all bots.
pub fn app() -> Router {
    Router::new("app").message(|m| m.on(command("who"), who).on(text(), repeat))
}

async fn who(me: Me) -> impl IntoOutcome {
    reply(format!("I am @{}.", me.username))
}

/// Calls the Bot API through the bot that received the update.
async fn repeat(bot: Bot, chat: Chat, Text(text): Text) -> Result<(), chappe::client::Error> {
    bot.send(SendMessage::new(chat.id, text)).await.map(drop)
}

/// Builds the bots from tokens that are separated by commas.
///
/// # Errors
///
/// Fails if one of the tokens or the URL of the server is malformed.
pub fn bots(tokens: &str, server: Option<&str>) -> Result<Vec<Bot>, BoxError> {
    let bot = |token: &str| {
        let mut builder = Bot::builder(token.trim().parse()?);
        if let Some(url) = server {
            builder = builder.server(chappe::client::ApiServer::new(url)?);
        }
        Ok(builder.build()?)
    };
    tokens.split(',').map(bot).collect()
}
