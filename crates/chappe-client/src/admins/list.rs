//! The administrators of a chat.

use std::{error::Error as StdError, fmt, future::Future, ops::Deref, sync::Arc};

use chappe_core::{
    BoxError, EventType, Request,
    extract::{FromRequest, Missing, Requirement},
};
use chappe_types::{ChatId, ChatMember, ChatType, GetChat, GetChatAdministrators, UserId};

use crate::{bot::Bot, error::Error};

/// The owner and the administrators of a chat, bots included: a slice of [`ChatMember`].
///
/// [`Bot::admins`] returns it, and handlers extract that of the chat of the event. It may be as
/// old as [`BotBuilder::admins_fresh_for`](crate::BotBuilder::admins_fresh_for) allows.
///
/// # Errors
///
/// As an extractor, rejects events outside of groups and channels with
/// [`Skip`](chappe_core::Skip): the dispatcher tries the next route. If `getChatAdministrators`
/// fails, the update fails with [`AdminsError`].
///
/// Source: Bot API 10.3,
/// [`getChatAdministrators`](https://core.telegram.org/bots/api#getchatadministrators).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn staff(admins: Admins) -> impl IntoOutcome {
///     let names = admins.iter().filter_map(|admin| Some(admin.user()?.full_name()));
///     reply(names.collect::<Vec<_>>().join("\n"))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(command("staff"), staff));
/// # let _ = router;
/// ```
#[derive(Clone, Debug)]
pub struct Admins {
    list: Arc<[ChatMember]>,
}

impl Admins {
    /// Returns the administrator with this id.
    pub fn get(&self, user: impl Into<UserId>) -> Option<&ChatMember> {
        let id = user.into();
        self.list.iter().find(|admin| admin.user().is_some_and(|user| user.id == id))
    }

    /// Returns whether the user with this id is an administrator or the owner.
    pub fn has(&self, user: impl Into<UserId>) -> bool {
        self.get(user).is_some()
    }

    /// Returns the owner. `None` if the chat has none, because the owner has left it.
    pub fn owner(&self) -> Option<&ChatMember> {
        self.list.iter().find(|admin| admin.is_owner())
    }
}

impl Deref for Admins {
    type Target = [ChatMember];

    fn deref(&self) -> &[ChatMember] {
        &self.list
    }
}

impl Bot {
    /// Returns the administrators of a group or channel, from the cache of this bot.
    ///
    /// Calls [`GetChatAdministrators`] if the cache has no list of this chat, or one that is older
    /// than [`admins_fresh_for`](crate::BotBuilder::admins_fresh_for). Calls for the same chat at
    /// the same time share one call of the Bot API. The cache has up to 10,000 chats, and all
    /// clones of the bot share it. The filters [`from_admins`](crate::from_admins) and
    /// [`bot_can`](crate::bot_can) use it, and [`AdminsLayer`](crate::AdminsLayer) removes lists
    /// that have changed.
    ///
    /// # Errors
    ///
    /// Fails if the call does, for example in a private chat, which has no administrators. A
    /// failure is not cached.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: if the future is dropped, another one that waits for the same list makes the
    /// call.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn is_staff(bot: &Bot, chat: ChatId, user: UserId) -> Result<bool, BoxError> {
    ///     Ok(bot.admins(chat).await?.has(user))
    /// }
    /// # let _ = is_staff;
    /// ```
    pub async fn admins(&self, chat: impl Into<ChatId> + Send) -> Result<Admins, AdminsError> {
        let chat = chat.into();
        let load = || async {
            let list = self.send(GetChatAdministrators::new(chat).return_bots(true)).await?;
            Ok(list.into())
        };
        match self.chats().admins.get(chat, load).await {
            Ok(list) => Ok(Admins { list }),
            Err(cause) => Err(AdminsError { chat, cause }),
        }
    }

    /// Removes the administrators of a chat from the cache, and the channel that is linked to it.
    /// The next use of them calls the Bot API.
    pub fn forget_admins(&self, chat: impl Into<ChatId>) {
        let chat = chat.into();
        self.chats().admins.remove(chat);
        self.chats().linked.remove(chat);
    }

    /// The channel that is linked to a group, from the same cache.
    pub(super) fn linked_channel(
        &self,
        group: ChatId,
    ) -> impl Future<Output = Result<Option<ChatId>, AdminsError>> + Send {
        let load = move || async move {
            let info = self.send(GetChat::new(group)).await?;
            Ok(info.linked_chat_id)
        };
        async move {
            let loaded = self.chats().linked.get(group, load).await;
            loaded.map_err(|cause| AdminsError { chat: group, cause })
        }
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Admins {
    type Rejection = BoxError;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, BoxError> {
        let has_admins = |kind: &ChatType| {
            matches!(kind, ChatType::Group | ChatType::Supergroup | ChatType::Channel)
        };
        let chat = request.chat().filter(|chat| has_admins(&chat.r#type));
        let id = chat.ok_or(Missing::new("chat with administrators"))?.id;
        let bot = Bot::from_request(request, state).await?;
        Ok(bot.admins(id).await?)
    }

    fn requires() -> Vec<Requirement> {
        <Bot as FromRequest<E, S>>::requires()
    }
}

/// The administrators of a chat, or the channel that is linked to it, are not known: a call failed.
///
/// The [source](StdError::source) is the [`Error`] of the call.
#[derive(Clone)]
pub struct AdminsError {
    chat: ChatId,
    cause: Arc<Error>,
}

impl AdminsError {
    /// Returns the chat.
    pub fn chat(&self) -> ChatId {
        self.chat
    }

    /// Returns the error of the call.
    pub fn call(&self) -> &Error {
        &self.cause
    }
}

impl fmt::Display for AdminsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the administrators of the chat {} are not known", self.chat)
    }
}

impl fmt::Debug for AdminsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminsError").field("chat", &self.chat).field("cause", &self.cause).finish()
    }
}

impl StdError for AdminsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
