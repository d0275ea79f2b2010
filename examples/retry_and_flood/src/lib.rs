//! Sending to many: limits, retries, and chats that are gone.
//!
//! The client's own layers keep Telegram's limits and wait out what exceeds
//! them all the same; tower's layers stand beside them, unchanged.

use std::time::Duration;

use chappe::{
    client::{BotBuilder, BuildError, Error, FloodLimitLayer, RetryAfterLayer, RetryLayer},
    prelude::*,
    types::SendMessage,
};
use tokio::task::JoinSet;
use tower::limit::ConcurrencyLimitLayer;

/// A bot that sends to many.
///
/// # Errors
///
/// As [`BotBuilder::build`].
pub fn bot(builder: BotBuilder) -> Result<Bot, BuildError> {
    builder
        .layer(ConcurrencyLimitLayer::new(8)) // plain tower
        .layer(FloodLimitLayer::new())
        .retry_after(RetryAfterLayer::new(Duration::from_secs(120)))
        // A message may come twice, rather than not at all.
        .retry(RetryLayer::new(5).ambiguous())
        .build()
}

/// What became of a broadcast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Broadcast {
    /// Who got the message.
    pub sent: usize,
    /// Who has blocked the bot, or is gone.
    pub gone: usize,
    /// Where it failed for another reason.
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
