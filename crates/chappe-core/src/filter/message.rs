//! Filters by the properties of a message.

use chappe_types::Message;

use crate::{
    error::BoxError,
    filter::{Candidate, Filter},
    me::Me,
};

/// Matches messages by one of their properties; created by [`is_forwarded`], [`is_reply`],
/// [`is_reply_to_me`], [`is_via_bot`], [`in_media_group`] and [`is_automatic_forward`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct MessageFilter {
    name: &'static str,
    test: fn(&Message, &Me) -> bool,
}

/// Matches messages that were forwarded, from whichever origin.
///
/// Source: Bot API 10.3, [`MessageOrigin`](https://core.telegram.org/bots/api#messageorigin).
pub fn is_forwarded() -> MessageFilter {
    MessageFilter { name: "is_forwarded()", test: |message, _| message.forward_origin.is_some() }
}

/// Matches posts of a channel that Telegram has forwarded to the group that is linked to the
/// channel.
///
/// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
pub fn is_automatic_forward() -> MessageFilter {
    MessageFilter {
        name: "is_automatic_forward()",
        test: |message, _| message.is_automatic_forward == Some(true),
    }
}

/// Matches messages that reply to another one: of the same chat
/// ([`replied`](Message::replied)), of another chat, or a story. A message that only belongs to a
/// topic replies to none.
///
/// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
pub fn is_reply() -> MessageFilter {
    MessageFilter {
        name: "is_reply()",
        test: |message, _| {
            message.replied().is_some()
                || message.external_reply.is_some()
                || message.reply_to_story.is_some()
        },
    }
}

/// Matches messages that reply to a message of this bot.
pub fn is_reply_to_me() -> MessageFilter {
    MessageFilter {
        name: "is_reply_to_me()",
        test: |message, me| message.replied_author().is_some_and(|author| author.id == me.id),
    }
}

/// Matches messages that a user sent through the inline mode of a bot.
pub fn is_via_bot() -> MessageFilter {
    MessageFilter { name: "is_via_bot()", test: |message, _| message.via_bot.is_some() }
}

/// Matches messages that belong to a media group, also called an album.
pub fn in_media_group() -> MessageFilter {
    MessageFilter { name: "in_media_group()", test: |message, _| message.media_group_id.is_some() }
}

impl Filter<Message> for MessageFilter {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Ok((self.test)(candidate.event(), candidate.me()))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        self.name.to_owned()
    }
}
