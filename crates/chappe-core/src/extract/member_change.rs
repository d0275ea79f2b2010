//! A change of the status of a member.

use chappe_types::{ChatMember, ChatMemberUpdated, User};

use crate::{
    extract::{FromRequest, Missing},
    request::Request,
};

/// A change of the status of a member of a chat: of whom, by whom, and from what to what.
///
/// The extractor [`User`] returns the user who made the change, which is `by`.
///
/// # Errors
///
/// Rejects members with a status that this version does not define with [`Skip`](crate::Skip): the
/// dispatcher tries the next route.
///
/// Source: Bot API 10.3,
/// [`ChatMemberUpdated`](https://core.telegram.org/bots/api#chatmemberupdated).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn welcome(change: MemberChange) -> impl IntoOutcome {
///     reply(match change.is_by_member() {
///         true => format!("Welcome, {}!", change.user.first_name),
///         false => format!("{} has added {}.", change.by.first_name, change.user.first_name),
///     })
/// }
///
/// let router = Router::<()>::new("app").chat_member(|c| c.on(joined(), welcome));
/// # let _ = router;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MemberChange {
    /// The member whose status changed.
    pub user: User,
    /// The user who made the change: the member, an administrator, or a bot.
    pub by: User,
    /// The earlier status.
    pub old: ChatMember,
    /// The present status.
    pub new: ChatMember,
}

impl MemberChange {
    /// Returns whether the member made the change: joined or left without help.
    pub fn is_by_member(&self) -> bool {
        self.user.id == self.by.id
    }
}

impl<S: Sync> FromRequest<ChatMemberUpdated, S> for MemberChange {
    type Rejection = Missing;

    async fn from_request(request: &Request<ChatMemberUpdated>, _: &S) -> Result<Self, Missing> {
        let event = request.event();
        let user = event.new_chat_member.user().or_else(|| event.old_chat_member.user());
        Ok(Self {
            user: user.cloned().ok_or(Missing::new("member with a known status"))?,
            by: event.from.clone(),
            old: event.old_chat_member.clone(),
            new: event.new_chat_member.clone(),
        })
    }
}
