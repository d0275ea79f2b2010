//! A layer that keeps the lists of administrators current.

use std::task::{Context, Poll};

use chappe_core::{EventType, Request};
use chappe_types::{ChatId, Update, UpdateKind};
use tower_layer::Layer;
use tower_service::Service;

use crate::bot::Bot;

/// A layer that removes the list of administrators of a chat from the cache of the bot when an
/// update changes it: when a user becomes an administrator, is no longer one, or has other rights.
///
/// Without it, the lists are as old as
/// [`admins_fresh_for`](crate::BotBuilder::admins_fresh_for) allows. It must be an outer layer of
/// `chat_member`, which makes the bot ask for these updates; Telegram sends them if the bot is an
/// administrator of the chat. As a layer of `my_chat_member` it sees changes of the bot's own
/// rights, and of `message` those of the owner.
///
/// Source: Bot API 10.3,
/// [`ChatMemberUpdated`](https://core.telegram.org/bots/api#chatmemberupdated).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let admins = AdminsLayer::new();
/// let router = Router::<()>::new("app")
///     .chat_member(|c| c.outer_layer(admins))
///     .my_chat_member(|c| c.outer_layer(admins))
///     .message(|m| m.on((command("lock"), from_admins()), async || reply("Locked.")));
/// # let _ = router;
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct AdminsLayer(());

impl AdminsLayer {
    /// Creates the layer.
    pub fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for AdminsLayer {
    type Service = WatchAdmins<S>;

    fn layer(&self, inner: S) -> WatchAdmins<S> {
        WatchAdmins { inner }
    }
}

/// The service of [`AdminsLayer`].
#[derive(Clone, Debug)]
pub struct WatchAdmins<S> {
    inner: S,
}

impl<E: EventType, S: Service<Request<E>>> Service<Request<E>> for WatchAdmins<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<E>) -> S::Future {
        if let (Some(chat), Some(bot)) = (changed(request.update()), request.get::<Bot>()) {
            bot.forget_admins(chat);
        }
        self.inner.call(request)
    }
}

/// The chat whose administrators an update changes.
fn changed(update: &Update) -> Option<ChatId> {
    match &update.kind {
        UpdateKind::ChatMember(change) | UpdateKind::MyChatMember(change) => {
            let concerns = change.old_chat_member.is_admin() || change.new_chat_member.is_admin();
            concerns.then_some(change.chat.id)
        }
        UpdateKind::Message(message) => {
            let concerns =
                message.chat_owner_changed.is_some() || message.chat_owner_left.is_some();
            concerns.then_some(message.chat.id)
        }
        _ => None,
    }
}
