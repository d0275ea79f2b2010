//! Positions in UTF-16 code units and in bytes.

/// Translates sorted positions between UTF-16 code units and bytes, in one pass over the text.
#[derive(Debug)]
pub(crate) struct Units {
    /// Pairs of bytes and units, sorted.
    places: Vec<(usize, usize)>,
}

impl Units {
    /// Finds the units of positions in bytes, which are at borders of characters.
    pub(crate) fn of_bytes(text: &str, mut bytes: Vec<usize>) -> Self {
        bytes.sort_unstable();
        bytes.dedup();
        let (mut at, mut units) = (0, 0);
        let mut places = Vec::with_capacity(bytes.len());
        for byte in bytes {
            units += len_utf16(&text[at..byte]);
            at = byte;
            places.push((byte, units));
        }
        Self { places }
    }

    /// The units of a position that was given.
    pub(crate) fn units(&self, byte: usize) -> usize {
        let at = self.places.partition_point(|place| place.0 < byte);
        self.places.get(at).map_or(0, |place| place.1)
    }
}

/// Returns the length in UTF-16 code units.
pub(crate) fn len_utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Returns the position in bytes that is `units` code units after the start: in the middle of a
/// character its start, and after the end of the text its end.
pub(crate) fn byte_at(text: &str, units: usize) -> usize {
    let mut left = units;
    for (byte, c) in text.char_indices() {
        if left < c.len_utf16() {
            return byte;
        }
        left -= c.len_utf16();
    }
    text.len()
}
