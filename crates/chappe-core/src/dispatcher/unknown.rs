//! The log of updates that do not decode.

use std::fmt;

use chappe_types::{UnknownUpdate, UpdateId};

/// The longest name of a kind that is shown, in characters.
const MAX_NAME_LEN: usize = 64;

/// Logs an update of an unknown kind, or with a payload that does not decode: its kind and the
/// error, without its content.
#[cold]
pub(crate) fn warn(update_id: UpdateId, unknown: &UnknownUpdate) {
    let kind = Kind(unknown.name.as_deref().unwrap_or_default());
    let update_id = update_id.0;
    if let Some(error) = &unknown.error {
        tracing::warn!(update_id, %kind, %error, "the payload of an update does not decode");
    } else {
        tracing::warn!(update_id, %kind, "the kind of an update is unknown to this version");
    }
}

/// The name of a kind for the log: escaped and limited in length, because it is untrusted.
struct Kind<'a>(&'a str);

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        for char in chars.by_ref().take(MAX_NAME_LEN) {
            write!(f, "{}", char.escape_default())?;
        }
        f.write_str(if chars.next().is_some() { "…" } else { "" })
    }
}
