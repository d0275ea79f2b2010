//! Where defaults apply inside of parameters: a table of names.

/// Parameters that hold objects with texts or flags of their own, at any depth.
pub(super) const NESTING: [&str; 8] = [
    "checklist",
    "explanation_media",
    "media",
    "options",
    "reply_parameters",
    "result",
    "results",
    "rich_message",
];

/// Members that objects inside parameters accept; an object may have several
/// shapes.
pub(super) struct Shape {
    /// The names that such an object stands under; any if there is none.
    names: &'static [&'static str],
    /// Its `type`; any if there is none.
    kinds: &'static [&'static str],
    pub(super) accepts: &'static [&'static str],
}

impl Shape {
    #[inline]
    pub(super) fn fits(&self, name: &str, kind: &str) -> bool {
        let fits = |known: &[&str], it: &str| known.is_empty() || known.contains(&it);
        fits(self.names, name) && fits(self.kinds, kind)
    }
}

pub(super) const SHAPES: [Shape; 7] = [
    Shape {
        names: &["reply_parameters"],
        kinds: &[],
        accepts: &["quote", "quote_entities", "quote_parse_mode", "allow_sending_without_reply"],
    },
    Shape {
        names: &["options"],
        kinds: &[],
        accepts: &["text", "text_entities", "text_parse_mode"],
    },
    Shape {
        names: &["checklist"],
        kinds: &[],
        accepts: &["title", "title_entities", "parse_mode"],
    },
    Shape { names: &["tasks"], kinds: &[], accepts: &["text", "text_entities", "parse_mode"] },
    Shape {
        names: &["input_message_content"],
        kinds: &[],
        accepts: &["message_text", "entities", "parse_mode", "link_preview_options"],
    },
    Shape { names: &[], kinds: &[], accepts: &["caption", "caption_entities", "parse_mode"] },
    Shape {
        names: &[],
        kinds: &["animation", "gif", "live_photo", "mpeg4_gif", "photo", "video"],
        accepts: &["caption", "show_caption_above_media"],
    },
];
