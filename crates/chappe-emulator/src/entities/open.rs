//! Entities of the second Markdown that have begun, but not ended.

use super::text::Mark;

/// An entity that has begun, but not ended.
pub(super) struct Open {
    pub(super) tag: Tag,
    /// Where its markup stands, in bytes.
    pub(super) at: usize,
    pub(super) mark: Mark,
}

pub(super) enum Tag {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre(Option<String>),
    Link,
    Image,
    Quote,
}

impl Tag {
    /// How errors call it.
    fn name(&self) -> &'static str {
        match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::Underline => "Underline",
            Self::Strikethrough => "Strikethrough",
            Self::Spoiler => "Spoiler",
            Self::Code => "Code",
            Self::Pre(None) => "Pre",
            Self::Pre(Some(_)) => "PreCode",
            Self::Link => "TextUrl",
            Self::Image => "CustomEmoji",
            Self::Quote => "BlockQuote",
        }
    }

    /// Whether it ends here, where its end may be more than one character.
    pub(super) fn ends_at(&self, rest: &str) -> bool {
        match self {
            Self::Bold => rest.starts_with('*'),
            Self::Italic => rest.starts_with('_') && !rest.starts_with("__"),
            Self::Underline => rest.starts_with("__"),
            Self::Strikethrough => rest.starts_with('~'),
            Self::Spoiler => rest.starts_with("||"),
            Self::Code => rest.starts_with('`'),
            Self::Pre(_) => rest.starts_with("```"),
            Self::Link | Self::Image => rest.starts_with(']'),
            Self::Quote => false,
        }
    }
}

impl Open {
    /// The error if it never ends.
    pub(super) fn unended(&self) -> String {
        format!("Can't find end of {} entity at byte offset {}", self.tag.name(), self.at)
    }
}
