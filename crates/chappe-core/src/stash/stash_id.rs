//! Random ids of stashed values.

use std::fmt;

use crate::stash::stash_error::StashError;

/// An id of 120 random bits, as text of 20 letters, digits, `-` and `_`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct StashId([u8; LENGTH]);

/// The length of an id in bytes.
pub(super) const LENGTH: usize = 20;

/// The characters of an id, for 6 bits each.
const CHARACTERS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

impl StashId {
    /// Creates an id from the randomness of the operating system.
    pub(super) fn random() -> Result<Self, StashError> {
        let mut id = [0; LENGTH];
        getrandom::getrandom(&mut id).map_err(StashError::random)?;
        // The lowest 6 bits of each byte.
        Ok(Self(id.map(|byte| CHARACTERS[usize::from(byte % 64)])))
    }

    /// Reads an id. Returns `None` if the text is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let id: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
        id.iter().all(|byte| CHARACTERS.contains(byte)).then_some(Self(id))
    }

    pub(super) fn as_str(&self) -> &str {
        // The characters are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

// With it, the user can read the value: logs do not contain it.
impl fmt::Debug for StashId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StashId(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_differ_and_use_all_characters() {
        let ids: BTreeSet<String> =
            (0..500).map(|_| StashId::random().unwrap().as_str().to_owned()).collect();
        assert_eq!(ids.len(), 500);
        let used: BTreeSet<u8> = ids.iter().flat_map(|id| id.bytes()).collect();
        assert_eq!(used, CHARACTERS.iter().copied().collect());
    }

    #[test]
    fn an_id_is_read_and_other_texts_are_not() {
        let id = StashId::random().unwrap();
        assert_eq!(StashId::parse(id.as_str()), Some(id));
        let texts = [
            "",
            "0123456789abcdefghi",
            "0123456789abcdefghijk",
            "0123456789abcdefghi!",
            "0123456789abcdefghé",
        ];
        assert_eq!(texts.map(StashId::parse), [None; 5]);
    }
}
