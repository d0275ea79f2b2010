//! Character references of HTML, by name or number.

use super::cursor::Cursor;

/// The meaning of `&…;`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Char(char),
    /// A surrogate, which no string can contain.
    Surrogate,
}

/// Longer references are text; includes the characters before the digits.
const MAX_LEN: usize = 9;

/// Reads the next character reference; anything else remains text.
pub(super) fn read_reference(cursor: &mut Cursor<'_>) -> Option<Reference> {
    let mut ahead = cursor.clone();
    if !ahead.eat("&") {
        return None;
    }
    let reference = if ahead.eat("#") {
        let radix = if ahead.eat("x") { 16 } else { 10 };
        let digits = ahead.until(|c| !c.is_digit(radix));
        if ahead.at() - cursor.at() > MAX_LEN {
            return None;
        }
        match u32::from_str_radix(digits, radix).ok()? {
            0 | 0x10_ffff.. => return None,
            0xd800..=0xdfff => Reference::Surrogate,
            code => Reference::Char(char::from_u32(code)?),
        }
    } else {
        Reference::Char(match ahead.until(|c| !c.is_ascii_alphabetic()) {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        })
    };
    ahead.eat(";");
    *cursor = ahead;
    Some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_by_name_and_number() {
        let char = |c| Some(Reference::Char(c));
        for (text, expected, rest) in [
            ("&lt;a", char('<'), "a"),
            ("&gt;", char('>'), ""),
            ("&amp;lt;", char('&'), "lt;"),
            ("&quot;", char('"'), ""),
            ("&lt", char('<'), ""),
            ("&lt<", char('<'), "<"),
            ("&lta;", None, "&lta;"),
            ("&laquo;", None, "&laquo;"),
            ("&#65;b", char('A'), "b"),
            ("&#65b", char('A'), "b"),
            ("&#x1F600;", char('😀'), ""),
            ("&#x1f600", char('😀'), ""),
            ("&#X41;", None, "&#X41;"),
            ("&#0;", None, "&#0;"),
            ("&#;", None, "&#;"),
            ("&#12345678;", None, "&#12345678;"),
            ("&#x10ffff;", None, "&#x10ffff;"),
            ("&#xD83D;", Some(Reference::Surrogate), ""),
            ("&", None, "&"),
            ("a&lt;", None, "a&lt;"),
        ] {
            let mut cursor = Cursor::new(text);
            assert_eq!((read_reference(&mut cursor), cursor.rest()), (expected, rest), "{text}");
        }
    }
}
