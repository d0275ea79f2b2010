//! Identifiers. Each is a newtype, so the compiler rejects one in place of another.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    empty::Empty,
    json::{Reader, Result},
    print::{Print, Printer, Value},
    read::Read,
    str::Str,
};

macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            #[inline]
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            #[inline]
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            #[inline]
            fn from_str(text: &str) -> std::result::Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl Empty for $name {
            #[inline]
            fn empty() -> Self {
                Self::default()
            }
        }

        impl Read for $name {
            fn read(reader: &mut Reader<'_>) -> Result<Self> {
                reader.i64().map(Self)
            }
        }

        impl Print for $name {
            #[inline]
            fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
                printer.value(name, Value::Whole(self.0));
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                i64::deserialize(deserializer).map(Self)
            }
        }
    )+};
}

number_ids! {
    /// Id of an update. Increases by one with each update; after a week without updates, Telegram
    /// may continue from a random number.
    UpdateId;
    /// Id of a chat. Negative for groups and channels; equal to the user's id for private chats.
    ChatId;
    /// Id of a user or bot.
    UserId;
    /// Id of a message, within its chat.
    MessageId;
    /// Id of a forum topic, within its chat.
    MessageThreadId;
    /// Id of a story, within its chat.
    StoryId;
    /// A moment in Unix time, in seconds. Converts from and into
    /// [`SystemTime`](std::time::SystemTime); setters of dates take both. A
    /// [`Duration`](std::time::Duration) can be added and subtracted.
    Date;
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Str);

        impl $name {
            /// The id as text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Str>> From<T> for $name {
            fn from(id: T) -> Self {
                Self(id.into())
            }
        }

        impl fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Empty for $name {
            #[inline]
            fn empty() -> Self {
                Self::default()
            }
        }

        impl Read for $name {
            fn read(reader: &mut Reader<'_>) -> Result<Self> {
                Str::read(reader).map(Self)
            }
        }

        impl Print for $name {
            #[inline]
            fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
                self.0.print(name, printer);
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                Str::deserialize(deserializer).map(Self)
            }
        }
    )+};
}

text_ids! {
    /// Id of a file on Telegram's servers. Valid for this bot only.
    FileId;
    /// Id that is the same for a file across bots and over time. It cannot be used to send or
    /// download the file.
    FileUniqueId;
    /// Id of a callback query.
    CallbackQueryId;
    /// Id of an inline query.
    InlineQueryId;
    /// Id of a message that was sent through inline mode.
    InlineMessageId;
    /// Id of a shipping query.
    ShippingQueryId;
    /// Id of a pre-checkout query.
    PreCheckoutQueryId;
    /// Id of a business connection.
    BusinessConnectionId;
    /// Id of a poll.
    PollId;
    /// Id of a custom emoji.
    CustomEmojiId;
    /// Id of an album.
    MediaGroupId;
}

impl AsRef<Self> for FileId {
    fn as_ref(&self) -> &Self {
        self
    }
}
