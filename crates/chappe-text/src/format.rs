//! The format of a part of a text.

use chappe_types::{CustomEmojiId, Str, UserId};

use crate::date_format::DateFormat;

/// The format of a part of a text.
///
/// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Bold letters.
    Bold,
    /// Italic letters.
    Italic,
    /// Underlined letters.
    Underline,
    /// Letters that are struck through.
    Strikethrough,
    /// Hidden until the reader taps on it.
    Spoiler,
    /// Code within a line. It has no other formats inside.
    Code,
    /// A block of code. It has no other formats inside.
    Pre {
        /// The language of the code, for syntax highlighting.
        language: Option<Str>,
    },
    /// A link to a web page or into Telegram.
    Link {
        /// The address.
        url: Str,
    },
    /// A mention of a user, with or without a username.
    Mention {
        /// The user.
        user: UserId,
    },
    /// A custom emoji. The text is an ordinary emoji, which is displayed where the custom one is
    /// not.
    CustomEmoji {
        /// The emoji.
        id: CustomEmojiId,
    },
    /// A time, which each reader sees in their own time zone.
    DateTime {
        /// Seconds since 1970-01-01 00:00 UTC.
        unix_time: i64,
        /// How the time is displayed.
        format: DateFormat,
    },
    /// A block quotation.
    Quote,
    /// A block quotation of which readers see the first lines only, until they tap on it.
    ExpandableQuote,
}

/// How a format combines with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Contains anything except a quotation.
    Quote,
    /// Contains letters with styles only, or nothing at all.
    Whole,
    /// May overlap any other.
    Style,
}

impl Format {
    pub(crate) fn group(&self) -> Group {
        match self {
            Self::Quote | Self::ExpandableQuote => Group::Quote,
            Self::Bold | Self::Italic | Self::Underline | Self::Strikethrough | Self::Spoiler => {
                Group::Style
            }
            _ => Group::Whole,
        }
    }

    /// Returns true if the format excludes all styles inside.
    pub(crate) fn is_code(&self) -> bool {
        matches!(self, Self::Code | Self::Pre { .. })
    }

    /// The order of formats with the same range: outer ones are first. Bold is the innermost one,
    /// because `MarkdownV2` separates other marks by an empty bold part.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Quote | Self::ExpandableQuote => 0,
            Self::Underline => 2,
            Self::Italic => 3,
            Self::Strikethrough => 4,
            Self::Spoiler => 5,
            Self::Bold => 6,
            _ => 1,
        }
    }
}
