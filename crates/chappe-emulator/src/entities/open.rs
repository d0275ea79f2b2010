//! Entities of the second Markdown that are still open.

use super::text::Mark;

/// An open entity.
pub(super) struct Open {
    pub(super) tag: Tag,
    /// The offset of its start marker, in bytes.
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
    /// The name in error descriptions.
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

    /// Whether the text ends with this entity's end marker, which may be several characters
    /// long.
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
    /// The error if the entity is never closed.
    pub(super) fn unclosed_error(&self) -> String {
        format!("Can't find end of {} entity at byte offset {}", self.tag.name(), self.at)
    }
}
