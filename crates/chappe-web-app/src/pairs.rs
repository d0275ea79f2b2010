//! Names and values, as they were signed.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::error::{Error, Kind};

/// Names and decoded values, sorted by name. No name occurs twice, and no other pairs have the
/// same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Decodes a query string: the pairs are separated by `&`.
    pub(crate) fn from_query(query: &str) -> Result<Self, Error> {
        let parts = query.split('&').filter(|part| !part.is_empty());
        let pairs = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        Self::new(pairs.collect::<Result<_, Error>>()?)
    }

    /// Reads the members of a JSON object. Members that are `null` are left out.
    pub(crate) fn from_json(json: &str) -> Result<Self, Error> {
        let members: Map<String, Value> =
            serde_json::from_str(json).map_err(|_| not_pairs("the data is not a JSON object"))?;
        let members = members.into_iter().filter(|(_, value)| !value.is_null());
        let pairs = members.map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            Value::Number(number) => Ok((name, number.to_string())),
            Value::Bool(flag) => Ok((name, flag.to_string())),
            _ => Err(not_pairs("a member is neither a text, a number nor a flag")),
        });
        Self::new(pairs.collect::<Result<_, Error>>()?)
    }

    fn new(mut pairs: Vec<(String, String)>) -> Result<Self, Error> {
        // The signed text is lines of `name=value`: a line break in a value would be another line.
        let is_ambiguous =
            |(name, value): &(String, String)| name.contains(['=', '\n']) || value.contains('\n');
        if pairs.iter().any(is_ambiguous) {
            return Err(not_pairs("a name has `=`, or a name or value has a line break"));
        }
        pairs.sort();
        if pairs.windows(2).any(|two| two[0].0 == two[1].0) {
            return Err(Error::new(Kind::Repeated));
        }
        Ok(Self(pairs))
    }

    /// Removes the pair with this name, and returns its value.
    pub(crate) fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(at).1)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| &**value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

fn not_pairs(reason: &'static str) -> Error {
    Error::new(Kind::NotPairs(reason))
}

/// Decodes a name or value of a query string: `+` is a space, and `%` introduces the digits of a
/// byte.
fn decoded(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => u8::try_from(16 * high + low).unwrap_or_default(),
                    _ => return Err(not_pairs("a `%` is not followed by two digits")),
                }
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| not_pairs("the data is not UTF-8"))
}

/// Returns a name or value as a query string has it: all bytes but letters, digits, `-`, `_`, `.`
/// and `~` as `%` and digits.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Pairs(pairs.iter().map(owned).collect())
    }

    #[test]
    fn values_are_decoded_once_and_kept_as_they_are() {
        let query = r"b=%7B%22u%22%3A%22https%3A%5C%2F%5C%2Ft.me%22%7D&a=x+y%2Bz%2520&c&&d=e=f";
        let expected =
            [("a", "x y+z%20"), ("b", r#"{"u":"https:\/\/t.me"}"#), ("c", ""), ("d", "e=f")];
        assert_eq!(Pairs::from_query(query), Ok(pairs(&expected)));
    }

    #[test]
    fn pairs_that_could_be_read_in_two_ways_are_refused() {
        let reason = |query: &str| Pairs::from_query(query).unwrap_err().to_string();
        let table = [
            ("a=1&a=1", "a field occurs twice"),
            ("a=1&%61=2", "a field occurs twice"),
            ("a=1%0Ab=2", "a name has `=`, or a name or value has a line break"),
            ("a%3Db=1", "a name has `=`, or a name or value has a line break"),
            ("a=%", "a `%` is not followed by two digits"),
            ("a=%+1", "a `%` is not followed by two digits"),
            ("a=%ff", "the data is not UTF-8"),
        ];
        for (query, expected) in table {
            assert_eq!(reason(query), expected, "{query}");
        }
    }

    #[test]
    fn numbers_and_flags_in_json_are_read_as_their_text() {
        let json = r#"{"id": 7, "first_name": "\u0041\n"}"#;
        assert!(Pairs::from_json(json).unwrap_err().is_malformed());
        let json = r#"{"id": 9007199254740993, "is_x": true, "a": "\u0041\/", "n": null}"#;
        let expected = [("a", "A/"), ("id", "9007199254740993"), ("is_x", "true")];
        assert_eq!(Pairs::from_json(json), Ok(pairs(&expected)));
        for json in ["", "[]", "{\"a\": {}}", "{\"a\": []}", "{} {}"] {
            assert!(Pairs::from_json(json).unwrap_err().is_malformed(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text: String) {
            prop_assert_eq!(decoded(&encoded(&text)), Ok(text));
        }
    }
}
