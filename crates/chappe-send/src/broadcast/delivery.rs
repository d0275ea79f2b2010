//! The message to one chat.

use std::sync::Arc;

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_core::is_control_flow;
use chappe_types::{ChatId, Recipient};

use crate::{broadcast::pace::Pace, stop_handle::StopHandle};

/// The message to one chat.
pub(super) struct Delivery {
    pub(super) bot: Bot,
    pub(super) chat: ChatId,
    pub(super) call: Call,
    pub(super) pace: Arc<Pace>,
    pub(super) stop: StopHandle,
}

/// The outcome of a delivery.
pub(super) struct Delivered {
    pub(super) chat: ChatId,
    /// The supergroup that the group has become.
    pub(super) moved_to: Option<ChatId>,
    /// `None` if the broadcast was stopped before the call.
    pub(super) result: Option<Result<ApiResponse, Error>>,
}

impl Delivery {
    /// Makes the call. It is repeated after a 429, after a failure before the call was sent, and to
    /// the supergroup that a group has become.
    pub(super) async fn run(mut self) -> Delivered {
        let mut moved_to = None;
        let result = loop {
            let messages = self.call.message_count().unwrap_or(1);
            tokio::select! {
                biased;
                () = self.stop.stopped() => break None,
                () = self.pace.admit(messages) => {}
            }
            // The pause after a 429 is for all chats of the broadcast.
            let error = match self.bot.call(self.call.clone().without_waiting()).await {
                Ok(response) => {
                    self.pace.record_answer();
                    break Some(Ok(response));
                }
                Err(error) => error,
            };
            if is_control_flow(&error) || !self.call.is_repeatable() {
                break Some(Err(error));
            }
            if error.is_too_many_requests() {
                tracing::debug!(%error, "a broadcast pauses");
                self.pace.pause_after_limit(&error);
            } else if error.is_not_sent() || error.is_ambiguous() {
                self.pace.pause_after_failure(&error);
                if error.is_ambiguous() {
                    break Some(Err(error));
                }
            } else {
                self.pace.record_answer();
                match error.migrated_to() {
                    Some(new) if moved_to.is_none() => {
                        moved_to = Some(new);
                        self.call = self.call.with_chat(new);
                    }
                    _ => break Some(Err(error)),
                }
            }
        };
        let moved_to = moved_to.or_else(|| self.known_migration());
        Delivered { chat: self.chat, moved_to, result }
    }

    /// The supergroup that the bot's layer for migrations sends the call to.
    fn known_migration(&self) -> Option<ChatId> {
        if self.chat.0 >= 0 {
            return None;
        }
        match self.bot.prepare(self.call.clone()).chat() {
            Some(Recipient::Id(chat)) if *chat != self.chat => Some(*chat),
            _ => None,
        }
    }
}
