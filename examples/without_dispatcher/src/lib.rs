//! A script that calls the Bot API, without any updates.

use chappe::{
    client::Error,
    prelude::*,
    types::{Recipient, SendMessage},
};

/// Sends a text, and returns a sentence that names the sender, the message and the chat.
///
/// # Errors
///
/// Fails if one of the two calls fails.
pub async fn announce(bot: &Bot, chat: Recipient, text: &str) -> Result<String, Error> {
    let me = bot.me().await?;
    let message = bot.send(SendMessage::new(chat, text).disable_notification(true)).await?;
    let name = me.username.as_deref().unwrap_or("the bot");
    Ok(format!("@{name} sent message {} to chat {}", message.message_id.0, message.chat.id.0))
}
