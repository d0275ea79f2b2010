//! The error of an album that Telegram would reject.

use std::{error::Error, fmt};

/// The error of an album that Telegram would reject. Names the offending item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaGroupError(pub(super) Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// There are fewer than two items.
    TooFew(usize),
    /// There are more than ten items.
    TooMany(usize),
    /// An item does not go with the first one.
    Mixed { item: usize, kind: &'static str, first: &'static str },
    /// A caption is too long.
    LongCaption { item: usize, units: usize },
    /// An entity is not inside of its caption.
    EntityOutside { item: usize, entity: usize },
    /// The caption of the album would replace that of an item.
    TwoCaptions { item: usize },
}

impl MediaGroupError {
    /// Returns the index of the offending item, from 0: the first one that is too many, does not
    /// go with the first item, or has an invalid caption. `None` if there are too few items.
    pub fn item(&self) -> Option<usize> {
        match self.0 {
            Fault::TooFew(_) => None,
            Fault::TooMany(_) => Some(10),
            Fault::Mixed { item, .. }
            | Fault::LongCaption { item, .. }
            | Fault::EntityOutside { item, .. }
            | Fault::TwoCaptions { item } => Some(item),
        }
    }
}

impl fmt::Display for MediaGroupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::TooFew(items) => {
                write!(f, "an album has 2–10 items, and this one has {items}: send one by itself")
            }
            Fault::TooMany(items) => {
                write!(f, "an album has 2–10 items, and this one has {items}: send several albums")
            }
            Fault::Mixed { item, kind, first } => write!(
                f,
                "item {} of the album is of the kind {kind}, and the first of the kind {first}: photos, videos \
                 and live photos go together, documents and audios only with their own kind",
                item + 1
            ),
            Fault::LongCaption { item, units } => write!(
                f,
                "the caption of item {} of the album has {units} UTF-16 code units, over 1024",
                item + 1
            ),
            Fault::EntityOutside { item, entity } => write!(
                f,
                "entity {} of the caption of item {} of the album is not inside of the caption",
                entity + 1,
                item + 1
            ),
            Fault::TwoCaptions { item } => write!(
                f,
                "item {} of the album has a caption, and the album has one for the same item: set \
                 one of them",
                item + 1
            ),
        }
    }
}

impl Error for MediaGroupError {}
