//! Says that an update was not understood.

use std::fmt;

use chappe_types::{UnknownUpdate, UpdateId};

/// The longest name of a kind that is shown, in characters.
const MAX_NAME_LEN: usize = 64;

/// Logs an update of a kind that this version does not know, or whose payload does not
/// decode: its kind and why, none of its content.
#[cold]
pub(crate) fn warn(update_id: UpdateId, unknown: &UnknownUpdate) {
    let kind = Kind(unknown.name.as_deref().unwrap_or_default());
    let update_id = update_id.0;
    if let Some(error) = &unknown.error {
        tracing::warn!(update_id, %kind, %error, "the payload of an update does not decode");
    } else {
        tracing::warn!(update_id, %kind, "an update is of a kind that this version does not know");
    }
}

/// The name of a kind: whoever sent it, it is short and stays on its line.
struct Kind<'a>(&'a str);

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        for letter in letters.by_ref().take(MAX_NAME_LEN) {
            write!(f, "{}", letter.escape_default())?;
        }
        f.write_str(if letters.next().is_some() { "…" } else { "" })
    }
}
