//! The kinds of entities, as types: the parameter of [`Entities`](crate::extract::Entities) and of
//! the filter [`entities`](crate::filter::entities()).
//!
//! They have no values. Their names are those of
//! [`MessageEntityType`]; [`Link`] combines two of them.

use chappe_types::MessageEntityType;

/// A kind of entities, as a type; one of those in [this module](self).
///
/// # Example
///
/// A kind of one's own:
///
/// ```
/// use chappe::extract::entity::EntityKind;
/// use chappe::prelude::*;
/// use chappe::types::MessageEntityType;
///
/// /// Hashtags and cashtags.
/// enum Tag {}
///
/// impl EntityKind for Tag {
///     const NAME: &'static str = "tag";
///
///     fn includes(kind: &MessageEntityType) -> bool {
///         matches!(kind, MessageEntityType::Hashtag | MessageEntityType::Cashtag)
///     }
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(entities::<Tag>(), async || {}));
/// # let _ = router;
/// ```
pub trait EntityKind: 'static {
    /// The name in errors and in names of filters.
    const NAME: &'static str;

    /// Returns whether entities of this type belong to the kind.
    fn includes(kind: &MessageEntityType) -> bool;
}

macro_rules! kinds {
    ($($name:ident $written:literal $what:literal,)+) => {$(
        #[doc = concat!($what, ".")]
        ///
        /// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
        #[derive(Debug)]
        pub enum $name {}

        impl EntityKind for $name {
            const NAME: &'static str = $written;

            fn includes(kind: &MessageEntityType) -> bool {
                *kind == MessageEntityType::$name
            }
        }
    )+};
}

kinds! {
    Mention "mention" "Mentions of users and chats by their username, with `@`",
    Hashtag "hashtag" "Hashtags, with `#`",
    Cashtag "cashtag" "Cashtags, with `$`",
    BotCommand "bot_command" "Commands, with `/`",
    Url "url" "Addresses that are written out; [`Link`] includes those behind a text",
    Email "email" "Addresses of e-mail",
    PhoneNumber "phone_number" "Telephone numbers",
    Bold "bold" "Bold text",
    Italic "italic" "Italic text",
    Underline "underline" "Underlined text",
    Strikethrough "strikethrough" "Struck text",
    Spoiler "spoiler" "Text that is hidden until it is tapped",
    Blockquote "blockquote" "Quotations",
    ExpandableBlockquote "expandable_blockquote" "Quotations that are collapsed at first",
    Code "code" "Monospaced text in a line",
    Pre "pre" "Monospaced blocks",
    TextLink "text_link" "Texts with an address behind them",
    TextMention "text_mention" "Mentions of users without a username",
    CustomEmoji "custom_emoji" "Custom emoji",
    DateTime "date_time" "Dates and times",
}

/// Links of both forms: addresses that are written out, and texts with an address behind them.
///
/// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
#[derive(Debug)]
pub enum Link {}

impl EntityKind for Link {
    const NAME: &'static str = "link";

    fn includes(kind: &MessageEntityType) -> bool {
        Url::includes(kind) || TextLink::includes(kind)
    }
}
