//! The methods that send a message again.

use serde::{Serialize, Serializer};

use super::{cannot_copy::CannotCopy, content};
use crate::{
    BusinessConnectionId, InlineKeyboardMarkup, Message, MessageThreadId, Method, Recipient,
    ReplyMarkup, ReplyParameters, SendAnimation, SendAudio, SendContact, SendDice, SendDocument,
    SendLivePhoto, SendLocation, SendMessage, SendPaidMedia, SendPhoto, SendPoll, SendSticker,
    SendVenue, SendVideo, SendVideoNote, SendVoice, Upload,
};

macro_rules! methods {
    ($($(#[$doc:meta])* $variant:ident($method:ident),)+) => {
        /// The method that sends a message again, by its content; created by
        /// [`Message::send_copy`]. Returns the sent message.
        ///
        /// [`NAME`](Method::NAME) and [`PARAMETERS`](Method::PARAMETERS) are those of
        /// `sendMessage`; [`name`](Method::name) and [`parameters`](Method::parameters) return
        /// those of the method that is sent.
        #[derive(Clone, Debug, PartialEq)]
        #[must_use = "a method does nothing until it is sent"]
        #[non_exhaustive]
        pub enum SendCopy {
            $($(#[$doc])* $variant(Box<$method>),)+
        }

        $(impl From<$method> for SendCopy {
            fn from(method: $method) -> Self {
                Self::$variant(Box::new(method))
            }
        })+

        impl Method for SendCopy {
            const NAME: &'static str = SendMessage::NAME;
            const PARAMETERS: &'static [&'static str] = SendMessage::PARAMETERS;
            type Output = Message;

            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $method::NAME,)+
                }
            }

            fn parameters(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant(_) => $method::PARAMETERS,)+
                }
            }

            fn write_json(&self, buffer: &mut Vec<u8>) {
                match self {
                    $(Self::$variant(method) => method.write_json(buffer),)+
                }
            }

            fn uploads<'a>(&'a self, found: &mut Vec<&'a Upload>) {
                match self {
                    $(Self::$variant(method) => method.uploads(found),)+
                }
            }
        }

        impl Serialize for SendCopy {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(method) => method.serialize(serializer),)+
                }
            }
        }

        impl SendCopy {
            /// Sends the message to a forum topic.
            pub fn message_thread_id(mut self, value: impl Into<MessageThreadId>) -> Self {
                let value = Some(value.into());
                match &mut self {
                    $(Self::$variant(method) => method.message_thread_id = value,)+
                }
                self
            }

            /// Sends the message for a business account.
            pub fn business_connection_id(
                mut self,
                value: impl Into<BusinessConnectionId>,
            ) -> Self {
                let value = Some(value.into());
                match &mut self {
                    $(Self::$variant(method) => method.business_connection_id = value,)+
                }
                self
            }

            /// Sends the message without a sound.
            pub fn disable_notification(mut self, value: bool) -> Self {
                match &mut self {
                    $(Self::$variant(method) => method.disable_notification = Some(value),)+
                }
                self
            }

            /// Protects the message from being forwarded and saved.
            pub fn protect_content(mut self, value: bool) -> Self {
                match &mut self {
                    $(Self::$variant(method) => method.protect_content = Some(value),)+
                }
                self
            }

            /// Allows up to 1,000 messages per second, for a fee.
            pub fn allow_paid_broadcast(mut self, value: bool) -> Self {
                match &mut self {
                    $(Self::$variant(method) => method.allow_paid_broadcast = Some(value),)+
                }
                self
            }

            /// Makes the message a reply.
            pub fn reply_parameters(mut self, value: impl Into<ReplyParameters>) -> Self {
                let value = Some(Box::new(value.into()));
                match &mut self {
                    $(Self::$variant(method) => method.reply_parameters = value,)+
                }
                self
            }

            /// Sets the keyboard. Defaults to the inline keyboard of the original message.
            pub fn reply_markup(self, value: impl Into<ReplyMarkup>) -> Self {
                self.with_markup(Some(Box::new(value.into())))
            }

            /// Sends the message without a keyboard.
            pub fn without_reply_markup(self) -> Self {
                self.with_markup(None)
            }

            fn with_markup(mut self, markup: Option<Box<ReplyMarkup>>) -> Self {
                match &mut self {
                    $(Self::$variant(method) => method.reply_markup = markup,)+
                }
                self
            }
        }
    };
}

methods! {
    /// A text.
    Text(SendMessage),
    /// An animation.
    Animation(SendAnimation),
    /// A piece of music.
    Audio(SendAudio),
    /// A contact.
    Contact(SendContact),
    /// A die, which is thrown again.
    Dice(SendDice),
    /// A file.
    Document(SendDocument),
    /// A live photo.
    LivePhoto(SendLivePhoto),
    /// A location.
    Location(SendLocation),
    /// Paid media.
    PaidMedia(SendPaidMedia),
    /// A photo.
    Photo(SendPhoto),
    /// A poll, without its votes.
    Poll(SendPoll),
    /// A sticker.
    Sticker(SendSticker),
    /// A venue.
    Venue(SendVenue),
    /// A video.
    Video(SendVideo),
    /// A video note.
    VideoNote(SendVideoNote),
    /// A voice message.
    Voice(SendVoice),
}

impl Message {
    /// Returns the method that sends the content of this message to a chat, as a new message of
    /// the bot: texts, captions, their entities, files and the inline keyboard are the same.
    ///
    /// Unlike [`copy_to`](Self::copy_to), the method works when the original message was deleted or
    /// is in a chat that the bot has left, can be changed before it is sent, and returns the sent
    /// message. A live location continues to move in the original message only; a die is thrown
    /// again; a poll begins without votes, and without the limits on who may vote.
    ///
    /// # Errors
    ///
    /// Fails for content that a bot cannot send again: service messages, invoices, games, stories,
    /// giveaways, checklists, rich messages, paid media that the bot cannot see, and quizzes whose
    /// correct option Telegram does not disclose. The error names the content.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::{CannotCopy, SendCopy};
    ///
    /// const INBOX: ChatId = ChatId(-100_123);
    ///
    /// async fn feedback(Event(message): Event<Message>) -> Result<SendCopy, CannotCopy> {
    ///     Ok(message.send_copy(INBOX)?.disable_notification(true))
    /// }
    /// # let _ = feedback;
    /// ```
    pub fn send_copy(&self, chat: impl Into<Recipient>) -> Result<SendCopy, CannotCopy> {
        let markup = self.reply_markup.clone().map(|markup: InlineKeyboardMarkup| markup.into());
        Ok(content::method(self, chat.into())?.with_markup(markup.map(Box::new)))
    }
}
