//! The kinds of content of a message.

use chappe_types::Message;

use crate::content::for_each_content;

macro_rules! kinds {
    ($(($variant:ident $field:ident $($payload:tt)+))+) => {
        /// The content of a message, named after its field.
        ///
        /// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Content {
            $(
                #[doc = concat!("The message has `", stringify!($field), "`.")]
                $variant,
            )+
        }

        impl Content {
            /// All kinds of content.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the name of the field of the message.
            pub fn as_str(self) -> &'static str {
                const NAMES: &[&str] = &[$(stringify!($field)),+];
                NAMES[self as usize]
            }

            /// Returns true if `message` has this content.
            pub fn is_in(self, message: &Message) -> bool {
                match self {
                    $(Self::$variant => message.$field.is_some(),)+
                }
            }
        }
    };
}

for_each_content!(kinds);

impl Content {
    /// Returns the main content of a message. `None` if the message has no content that this
    /// version defines.
    ///
    /// Telegram sends some contents in two fields, for older bots: an animation is a document too,
    /// and a venue is a location too. `of` returns the more specific one, which
    /// [`content`](crate::filter::content()) and the extractors do not: both match.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// async fn count(Event(message): Event<Message>) -> impl IntoOutcome {
    ///     let kind = Content::of(&message).map_or("nothing", Content::as_str);
    ///     reply(format!("You sent: {kind}"))
    /// }
    /// # let _ = count;
    /// ```
    pub fn of(message: &Message) -> Option<Self> {
        Self::ALL.iter().copied().find(|content| content.is_in(message))
    }
}
