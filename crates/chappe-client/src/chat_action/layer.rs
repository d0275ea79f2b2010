//! An action that is shown while a handler runs.

use std::time::Duration;

use chappe_core::{BoxError, EventType, Middleware, Next, Outcome, Request};
use chappe_types::{ChatAction, SendChatAction};

use crate::{bot::Bot, chat_action::ChatActionGuard};

/// A middleware that shows an action of the bot, such as *typing*, while a handler runs.
///
/// Add it as an inner layer. The action is that of the handler's flag, a [`ChatAction`], or else
/// the one of [`always`](Self::always). It is shown in the chat, forum topic and business account
/// of the event, half a second after the handler started, so that quick handlers make no call.
///
/// # Example
///
/// ```
/// use chappe::client::ChatActions;
/// use chappe::prelude::*;
/// use chappe::types::ChatAction;
///
/// async fn film() -> impl IntoOutcome {
///     reply("🎬")
/// }
///
/// let app = Router::<()>::new("app").message(|m| {
///     m.inner_layer(ChatActions::always(ChatAction::Typing))
///         .on(command("film"), flagged(film, ChatAction::UploadVideo))
///         .fallback(async || reply("Write /film, please."))
/// });
/// # let _ = app;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a middleware does nothing until it is added to an observer"]
pub struct ChatActions {
    default: Option<ChatAction>,
    delay: Duration,
}

impl ChatActions {
    /// Creates a middleware that shows the actions of handlers with a flag only.
    pub fn flagged() -> Self {
        Self { default: None, delay: Duration::from_millis(500) }
    }

    /// Creates a middleware that shows an action while any handler runs.
    pub fn always(action: ChatAction) -> Self {
        Self { default: Some(action), ..Self::flagged() }
    }

    /// Sets how long a handler runs before the action is shown. Defaults to 500 ms.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Shows the action for an event. Returns `None` if there is no action, no bot or no chat.
    fn show<E: EventType>(&self, request: &Request<E>) -> Option<ChatActionGuard> {
        let action = request.flag::<ChatAction>().or(self.default.as_ref())?.clone();
        let (bot, update) = (request.get::<Bot>()?, request.update());
        let mut method = SendChatAction::new(update.chat()?.id, action);
        method.message_thread_id = update.thread_id();
        method.business_connection_id = update.business_connection_id().cloned();
        Some(ChatActionGuard::after(self.delay, bot, method))
    }
}

impl<E: EventType> Middleware<E> for ChatActions {
    async fn handle(&self, request: Request<E>, next: Next<E>) -> Result<Outcome, BoxError> {
        let _shown = self.show(&request);
        next.run(request).await
    }
}
