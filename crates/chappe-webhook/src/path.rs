//! The path that is served.

/// The path of a webhook, compared with what requests ask for.
///
/// Two paths are the same if they have the same segments after percent-decoding: `%2F` is
/// no separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    given: String,
    segments: Vec<Vec<u8>>,
}

impl Path {
    /// A path to be served.
    ///
    /// # Errors
    ///
    /// Tells why no request could ask for it.
    pub(crate) fn new(path: &str) -> Result<Self, &'static str> {
        if !path.starts_with('/') {
            return Err("a path begins with `/`, and has neither scheme nor host");
        }
        if path.contains(['?', '#']) {
            return Err("a path has no `?` and no `#`");
        }
        Ok(Self { given: path.to_owned(), segments: segments(path).collect() })
    }

    /// Whether a request asks for this path.
    pub(crate) fn is(&self, asked: &str) -> bool {
        asked == self.given || segments(asked).eq(self.segments.iter().cloned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.given
    }
}

/// The segments of a path, decoded.
fn segments(path: &str) -> impl Iterator<Item = Vec<u8>> {
    path.split('/').map(decode)
}

/// The bytes that a segment stands for; `%` without two hexadecimal digits stands for
/// itself.
fn decode(segment: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let encoded = if byte == b'%' { encoded(after) } else { None };
        decoded.push(encoded.unwrap_or(byte));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    decoded
}

/// The byte that two hexadecimal digits stand for.
fn encoded(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_reached_however_it_is_encoded_or_refused_when_it_is_set() {
        let is = |path: &str, asked: &str| Path::new(path).map(|path| path.is(asked)).ok();
        assert_eq!(
            [
                is("/telegram", "/telegram"),
                is("/", "/"),
                is("/tele gram", "/tele%20gram"),
                is("/tele%20gram", "/tele%20gram"),
                is("/телега", "/%D1%82%D0%B5%D0%BB%D0%B5%D0%B3%D0%B0"),
                is("/bot42:abc", "/bot42%3Aabc"),
                is("/bot42:abc", "/bot42%3aabc"),
                is("/100%", "/100%25"),
            ],
            [Some(true); 8],
        );
        assert_eq!(
            [
                is("/telegram", "/telegram/"),
                is("/telegram", "/Telegram"),
                is("/a/b", "/a%2Fb"),
                is("/a%2Fb", "/a/b"),
                is("/%2525", "/%25"),
                is("/a%2Fb", "/a%252Fb"),
            ],
            [Some(false); 6],
        );
        assert_eq!(
            [
                is("telegram", "/telegram"),
                is("", "/"),
                is("https://bot.example.org/telegram", "/telegram"),
                is("/telegram?key=1", "/telegram?key=1"),
                is("/a#b", "/a"),
            ],
            [None; 5],
        );
    }
}
