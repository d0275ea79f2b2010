//! Sends to many chats: limits, retries, deleted chats.
//!
//! The client's layers keep the bot within Telegram's limits, and wait if Telegram still responds
//! with 429. A layer of tower is added to them without an adapter.

use std::time::Duration;

use chappe::{
    client::{BotBuilder, BuildError, Error, FloodLimitLayer, RetryAfterLayer, RetryLayer},
    prelude::*,
    types::SendMessage,
};
use tokio::task::JoinSet;
use tower::limit::ConcurrencyLimitLayer;

/// Builds a bot that sends to many chats.
///
/// # Errors
///
/// Fails under the same conditions as [`BotBuilder::build`].
pub fn bot(builder: BotBuilder) -> Result<Bot, BuildError> {
    builder
        .layer(ConcurrencyLimitLayer::new(8)) // plain tower
        .layer(FloodLimitLayer::new())
        .retry_after(RetryAfterLayer::new(Duration::from_secs(120)))
        // Retries even if a message may then arrive twice: that is better than none.
        .retry(RetryLayer::new(5).ambiguous())
        .build()
}

/// The result of a broadcast, as numbers of chats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Broadcast {
    /// Chats that received the message.
    pub sent: usize,
    /// Chats that have blocked the bot or no longer exist.
    pub gone: usize,
    /// Chats to which sending failed for another reason.
    pub failed: usize,
}

/// Sends a text to all of the chats.
pub async fn broadcast(bot: &Bot, chats: &[ChatId], text: &str) -> Broadcast {
    let mut sending = JoinSet::new();
    for chat in chats {
        sending.spawn(bot.send(SendMessage::new(*chat, text)));
    }
    let mut done = Broadcast::default();
    for result in sending.join_all().await {
        match result {
            Ok(_) => done.sent += 1,
            Err(error) if is_gone(&error) => done.gone += 1,
            Err(error) => {
                tracing::warn!(%error, "a message could not be sent");
                done.failed += 1;
            }
        }
    }
    done
}

fn is_gone(error: &Error) -> bool {
    error.is_blocked() || error.is_deactivated() || error.is_kicked() || error.is_chat_not_found()
}
