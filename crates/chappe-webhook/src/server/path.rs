//! [`Path`]: the path that is served.

/// The path of a webhook, which is compared with the paths of requests.
///
/// Two paths are equal if they have the same segments after percent-decoding: `%2F` is not a
/// separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    text: String,
    segments: Vec<Vec<u8>>,
}

impl Path {
    /// Creates a path to serve.
    ///
    /// # Errors
    ///
    /// Fails with the reason if no request can have this path.
    pub(crate) fn new(path: &str) -> Result<Self, &'static str> {
        if !path.starts_with('/') {
            return Err("a path starts with `/`, and has no scheme or host");
        }
        if path.contains(['?', '#']) {
            return Err("a path has no `?` or `#`");
        }
        Ok(Self { text: path.to_owned(), segments: segments(path).collect() })
    }

    /// Returns whether the path of a request is this one.
    pub(crate) fn matches(&self, requested: &str) -> bool {
        requested == self.text || segments(requested).eq(self.segments.iter().cloned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Returns the decoded segments of a path.
fn segments(path: &str) -> impl Iterator<Item = Vec<u8>> {
    path.split('/').map(decode)
}

/// Percent-decodes a segment. A `%` without two hexadecimal digits is kept.
fn decode(segment: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let encoded = if byte == b'%' { parse_hex_byte(after) } else { None };
        decoded.push(encoded.unwrap_or(byte));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    decoded
}

/// Parses two hexadecimal digits.
fn parse_hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_in_any_encoding_or_is_rejected_when_it_is_set() {
        let matches =
            |path: &str, requested: &str| Path::new(path).map(|path| path.matches(requested)).ok();
        assert_eq!(
            [
                matches("/telegram", "/telegram"),
                matches("/", "/"),
                matches("/tele gram", "/tele%20gram"),
                matches("/tele%20gram", "/tele%20gram"),
                matches("/телега", "/%D1%82%D0%B5%D0%BB%D0%B5%D0%B3%D0%B0"),
                matches("/bot42:abc", "/bot42%3Aabc"),
                matches("/bot42:abc", "/bot42%3aabc"),
                matches("/100%", "/100%25"),
            ],
            [Some(true); 8],
        );
        assert_eq!(
            [
                matches("/telegram", "/telegram/"),
                matches("/telegram", "/Telegram"),
                matches("/a/b", "/a%2Fb"),
                matches("/a%2Fb", "/a/b"),
                matches("/%2525", "/%25"),
                matches("/a%2Fb", "/a%252Fb"),
            ],
            [Some(false); 6],
        );
        assert_eq!(
            [
                matches("telegram", "/telegram"),
                matches("", "/"),
                matches("https://bot.example.org/telegram", "/telegram"),
                matches("/telegram?key=1", "/telegram?key=1"),
                matches("/a#b", "/a"),
            ],
            [None; 5],
        );
    }
}
