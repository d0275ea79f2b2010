//! An action that is shown while a value lives.

use std::{fmt, time::Duration};

use chappe_types::SendChatAction;
use tokio::{task::AbortHandle, time::sleep};

use crate::{bot::Bot, call::Call};

/// Clients show an action for 5 s.
const INTERVAL: Duration = Duration::from_millis(4_500);

/// Shows an action of the bot, such as *typing*, until it is dropped.
///
/// A task calls `sendChatAction` every 4.5 s, because clients show an action for 5 s, or until the
/// bot sends a message. Failures are ignored; after a 429 the task waits as long as Telegram
/// requires, and it ends if the bot may not write to the chat. When the guard is dropped, the
/// action disappears after at most 5 s.
///
/// [`ChatActions`](crate::ChatActions) shows an action while a handler runs.
///
/// Source: Bot API 10.3, [`sendChatAction`](https://core.telegram.org/bots/api#sendchataction).
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::ChatActionGuard;
/// use chappe::prelude::*;
/// use chappe::types::ChatAction;
///
/// async fn draw(bot: Bot, chat: ChatId) -> impl IntoOutcome {
///     let _drawing = ChatActionGuard::new(&bot, chat.send_action(ChatAction::UploadPhoto));
///     tokio::time::sleep(Duration::from_secs(20)).await;
///     reply("Nothing came to my mind.")
/// }
/// # let _ = draw;
/// ```
#[must_use = "the action is shown until the guard is dropped"]
pub struct ChatActionGuard {
    task: AbortHandle,
}

impl ChatActionGuard {
    /// Shows an action. To address a forum topic or a business account, set
    /// [`message_thread_id`](SendChatAction::message_thread_id) or
    /// [`business_connection_id`](SendChatAction::business_connection_id).
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    pub fn new(bot: &Bot, action: SendChatAction) -> Self {
        Self::after(Duration::ZERO, bot, action)
    }

    /// Shows an action after a delay, so that quick work makes no call.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime.
    #[expect(clippy::needless_pass_by_value, reason = "callers pass a chain of setters")]
    pub fn after(delay: Duration, bot: &Bot, action: SendChatAction) -> Self {
        let (bot, call) = (bot.clone(), Call::new(&action).without_waiting());
        let task = tokio::spawn(async move {
            if !delay.is_zero() {
                sleep(delay).await;
            }
            repeat(bot, call).await;
        });
        Self { task: task.abort_handle() }
    }
}

/// Makes the call until the bot may not write to the chat.
async fn repeat(bot: Bot, call: Call) {
    loop {
        let pause = match bot.call(call.clone()).await {
            Err(error) if error.is_forbidden() || error.is_chat_not_found() => return,
            Err(error) => error.retry_after().unwrap_or_default().max(INTERVAL),
            Ok(_) => INTERVAL,
        };
        sleep(pause).await;
    }
}

impl Drop for ChatActionGuard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for ChatActionGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatActionGuard").finish_non_exhaustive()
    }
}
