//! Several bots in one process, with the same handlers.
//!
//! Each update is handled with the bot that it came to, and answered by it.

use chappe::{prelude::*, types::SendMessage};

/// What all of the bots do.
pub fn app() -> Router {
    Router::new("app").message(|m| m.on(command("who"), who).on(text(), pass_on))
}

async fn who(me: Me) -> impl IntoOutcome {
    reply(format!("I am @{}.", me.username))
}

/// A call by hand goes through the same bot.
async fn pass_on(bot: Bot, chat: Chat, Text(text): Text) -> Result<(), chappe::client::Error> {
    bot.send(SendMessage::new(chat.id, text)).await.map(drop)
}

/// The bots, whose tokens are separated by commas.
///
/// # Errors
///
/// Fails if one of the tokens, or the URL of the server, cannot be used.
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
