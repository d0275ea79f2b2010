//! A table of the objects inside parameters to which defaults apply.

/// Parameters that contain objects with texts or flags, at any depth.
pub(super) const NESTED_PARAMETERS: [&str; 8] = [
    "checklist",
    "explanation_media",
    "media",
    "options",
    "reply_parameters",
    "result",
    "results",
    "rich_message",
];

/// A kind of object inside parameters, and the members that it accepts. An object may match
/// several.
pub(super) struct NestedObject {
    /// The possible names of the member that contains the object; any name if empty.
    names: &'static [&'static str],
    /// The object's `type`; any type if empty.
    kinds: &'static [&'static str],
    pub(super) accepts: &'static [&'static str],
}

impl NestedObject {
    #[inline]
    pub(super) fn matches(&self, name: &str, kind: &str) -> bool {
        let contains = |known: &[&str], it: &str| known.is_empty() || known.contains(&it);
        contains(self.names, name) && contains(self.kinds, kind)
    }
}

pub(super) const NESTED_OBJECTS: [NestedObject; 7] = [
    NestedObject {
        names: &["reply_parameters"],
        kinds: &[],
        accepts: &["quote", "quote_entities", "quote_parse_mode", "allow_sending_without_reply"],
    },
    NestedObject {
        names: &["options"],
        kinds: &[],
        accepts: &["text", "text_entities", "text_parse_mode"],
    },
    NestedObject {
        names: &["checklist"],
        kinds: &[],
        accepts: &["title", "title_entities", "parse_mode"],
    },
    NestedObject {
        names: &["tasks"],
        kinds: &[],
        accepts: &["text", "text_entities", "parse_mode"],
    },
    NestedObject {
        names: &["input_message_content"],
        kinds: &[],
        accepts: &["message_text", "entities", "parse_mode", "link_preview_options"],
    },
    NestedObject {
        names: &[],
        kinds: &[],
        accepts: &["caption", "caption_entities", "parse_mode"],
    },
    NestedObject {
        names: &[],
        kinds: &["animation", "gif", "live_photo", "mpeg4_gif", "photo", "video"],
        accepts: &["caption", "show_caption_above_media"],
    },
];
