//! Filters by the administrators of the chat of an event.

use std::fmt;

use chappe_core::{
    EventType, Request,
    filter::{FilterList, IntoFilter, IsFromFilter, from_filter},
};
use chappe_types::{ChatMember, Update};

use crate::{
    admins::{list::AdminsError, sender::Sender},
    bot::Bot,
};

/// Matches events that an administrator or the owner of their chat caused.
///
/// The administrators are those that [`Bot::admins`] returns: the filter waits for a call if they
/// are not in the cache. Put filters that cost less before it in a tuple.
///
/// | event | matches |
/// |---|---|
/// | of a user, in a group or channel | if the user is an administrator or the owner |
/// | written in the name of the group itself | always: only an anonymous administrator can do that |
/// | a post of a channel, in this channel | always: only administrators can post |
/// | written in the name of another channel | never; of the linked channel with [`or_linked_channel`](FromAdmins::or_linked_channel) |
/// | in a private chat | never: it has no administrators; with [`or_private`](FromAdmins::or_private) always |
/// | without a chat | never |
///
/// An anonymous administrator writes in the name of the group, but presses buttons as a user; both
/// match.
///
/// # Errors
///
/// Fails the update with [`AdminsError`] if the administrators are not known.
///
/// Source: Bot API 10.3,
/// [`getChatAdministrators`](https://core.telegram.org/bots/api#getchatadministrators).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn ban(Event(message): Event<Message>, replied: Replied) -> impl IntoOutcome {
///     Some(message.chat.ban(replied.author()?.id))
/// }
///
/// let router = Router::<()>::new("app")
///     // Keeps the lists of administrators current.
///     .chat_member(|c| c.outer_layer(AdminsLayer::new()))
///     .message(|m| {
///         m.on((command("ban"), from_admins().who(ChatMember::can_restrict_members)), ban)
///             .on((is_forwarded(), from_admins().not()), async || reply("No forwards, please."))
///     });
/// # let _ = router;
/// ```
pub fn from_admins() -> FromAdmins {
    FromAdmins { rights: Vec::new(), linked_channel: false, private: false, negated: false }
}

/// Matches events whose chat has given this bot a right of administrators.
///
/// The bot's rights are in the list that [`Bot::admins`] returns. A bot that is no administrator has
/// none, and there are none in private chats.
///
/// # Errors
///
/// Fails the update with [`AdminsError`] if the administrators are not known.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.filter(in_group())
///         .on((command("ban"), bot_can(ChatMember::can_restrict_members).not()), async || {
///             reply("I may not ban members here.")
///         })
/// });
/// # let _ = router;
/// ```
pub fn bot_can(right: fn(&ChatMember) -> bool) -> BotCan {
    BotCan { right, negated: false }
}

/// A right of an administrator, such as [`ChatMember::can_restrict_members`].
type Right = fn(&ChatMember) -> bool;

/// Matches events of administrators; created by [`from_admins`].
#[derive(Clone)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct FromAdmins {
    rights: Vec<Right>,
    linked_channel: bool,
    private: bool,
    negated: bool,
}

impl FromAdmins {
    /// Matches only administrators who have a right; several rights are all required.
    ///
    /// Which administrator writes in the name of the chat is not known. The filter matches if each
    /// administrator has the right who may be the author: those who are anonymous and have the
    /// title with which the message is signed. In a channel, these are all administrators.
    pub fn who(mut self, right: fn(&ChatMember) -> bool) -> Self {
        self.rights.push(right);
        self
    }

    /// Matches also the linked channel: the posts of it that Telegram forwards to the group, and
    /// what is written in its name. It has no [rights](Self::who).
    ///
    /// It is for exceptions from moderation. The administrators of the channel need not be
    /// administrators of the group, so that commands for administrators should not include it.
    pub fn or_linked_channel(self) -> Self {
        Self { linked_channel: true, ..self }
    }

    /// Matches also each event in a private chat: the user decides about it alone.
    pub fn or_private(self) -> Self {
        Self { private: true, ..self }
    }

    /// Matches the events that the filter does not.
    // Not `std::ops::Not`: it is the word of `FilterExt`, which combines synchronous filters.
    #[expect(clippy::should_implement_trait, reason = "filters are combined by methods")]
    pub fn not(self) -> Self {
        Self { negated: !self.negated, ..self }
    }

    async fn matches(&self, update: &Update, bot: &Bot) -> Result<bool, AdminsError> {
        let is_from_admins = match Sender::of(update) {
            None => false,
            Some(Sender::InPrivate) => self.private,
            Some(Sender::User { chat, user }) => {
                let admins = bot.admins(chat).await?;
                admins.get(user).is_some_and(|admin| self.has_rights(admin))
            }
            Some(Sender::Chat(_)) if self.rights.is_empty() => true,
            Some(Sender::Chat(chat)) => {
                let admins = bot.admins(chat.id).await?;
                let others = admins.iter().filter(|admin| !is(admin, bot));
                let mut may_be = others.filter(|admin| chat.may_be(admin)).peekable();
                may_be.peek().is_some() && may_be.all(|admin| self.has_rights(admin))
            }
            Some(Sender::OtherChat { .. }) if !self.linked_channel || !self.rights.is_empty() => {
                false
            }
            Some(Sender::OtherChat { is_automatic_forward: true, .. }) => true,
            Some(Sender::OtherChat { chat, sender, .. }) => {
                bot.linked_channel(chat).await? == Some(sender)
            }
        };
        Ok(is_from_admins != self.negated)
    }

    fn has_rights(&self, admin: &ChatMember) -> bool {
        self.rights.iter().all(|has| has(admin))
    }

    fn name(&self) -> String {
        let not = if self.negated { "!" } else { "" };
        let who = if self.rights.is_empty() { "" } else { ".who(…)" };
        let linked = if self.linked_channel { ".or_linked_channel()" } else { "" };
        let private = if self.private { ".or_private()" } else { "" };
        format!("{not}from_admins(){who}{linked}{private}")
    }
}

impl fmt::Debug for FromAdmins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// Matches events by the rights of the bot; created by [`bot_can`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct BotCan {
    right: Right,
    negated: bool,
}

impl BotCan {
    /// Matches the events that the filter does not.
    #[expect(clippy::should_implement_trait, reason = "filters are combined by methods")]
    pub fn not(self) -> Self {
        Self { negated: !self.negated, ..self }
    }

    async fn matches(self, update: &Update, bot: &Bot) -> Result<bool, AdminsError> {
        let can = match Sender::chat_of(update) {
            None => false,
            Some(chat) => bot.admins(chat).await?.get(bot.id()).is_some_and(self.right),
        };
        Ok(can != self.negated)
    }
}

/// Whether a member is this bot, which receives no messages of its own.
fn is(member: &ChatMember, bot: &Bot) -> bool {
    member.user().is_some_and(|user| user.id == bot.id())
}

/// The marker of the filters of this module.
#[derive(Debug)]
pub enum IsAdminFilter {}

#[diagnostic::do_not_recommend]
impl<E, S> IntoFilter<E, S, IsAdminFilter> for FromAdmins
where
    E: EventType,
    S: Send + Sync + 'static,
{
    fn push_to(self, filters: &mut FilterList<S>) {
        let name = self.name();
        let check = move |request: Request<E>, bot: Bot| {
            let (filter, update) = (self.clone(), request.update().clone());
            async move { filter.matches(&update, &bot).await }
        };
        IntoFilter::<E, S, (IsFromFilter, _)>::push_to(from_filter(check).named(name), filters);
    }
}

#[diagnostic::do_not_recommend]
impl<E, S> IntoFilter<E, S, IsAdminFilter> for BotCan
where
    E: EventType,
    S: Send + Sync + 'static,
{
    fn push_to(self, filters: &mut FilterList<S>) {
        let name = if self.negated { "!bot_can(…)" } else { "bot_can(…)" };
        let check = move |request: Request<E>, bot: Bot| {
            let update = request.update().clone();
            async move { self.matches(&update, &bot).await }
        };
        IntoFilter::<E, S, (IsFromFilter, _)>::push_to(from_filter(check).named(name), filters);
    }
}
