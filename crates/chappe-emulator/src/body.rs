//! Parameters in request bodies and URLs: JSON, forms and URL-encoded text.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, header};
use percent_encoding::percent_decode;
use serde::{
    Deserializer as _,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::{form, params::Params};

/// Reads the parameters of a body, by its media type. An empty body has none, whatever its type.
///
/// # Errors
///
/// Returns a description of the first syntax error of a form.
pub(crate) fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Params, String> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.unwrap_or_default();
    let media_type = given.to_lowercase();
    let is = |name: &str| !body.is_empty() && media_type.contains(name);
    if is("multipart/form-data") {
        return form::read(given, body);
    }
    let values = if is("application/x-www-form-urlencoded") {
        pairs(&String::from_utf8_lossy(body))
    } else if is("application/json") {
        members(body)
    } else {
        Map::new()
    };
    Ok(Params { values, ..Params::default() })
}

/// Returns the members of a JSON object, up to the first syntax error. Of equal names, the first
/// counts. JSON that is not an object has no members.
fn members(body: &[u8]) -> Map<String, Value> {
    let mut members = Map::new();
    let mut reader = serde_json::Deserializer::from_slice(body);
    // Errors do not matter: the members before them count.
    let _ = reader.deserialize_map(Members(&mut members));
    members
}

/// Adds the members of an object to a map one by one.
struct Members<'a>(&'a mut Map<String, Value>);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some((name, value)) = object.next_entry()? {
            self.0.entry::<String>(name).or_insert(value);
        }
        Ok(())
    }
}

/// Returns the pairs of a query or of a URL-encoded body. Of equal names, the first counts.
pub(crate) fn pairs(text: &str) -> Map<String, Value> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode(spaced.as_bytes()).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = Map::new();
    for (name, value) in pairs {
        values.entry(decode(name)).or_insert_with(|| decode(value).into());
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(media_type: &'static str, body: &'static str) -> Result<Params, String> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media_type.parse().unwrap())]);
        parse(&headers, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn all_media_types_have_the_same_parameters() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--x\r\ncontent-disposition: form-data; name=text\r\n\r\na b\r\n--x--\r\n";
        let bodies = [
            parsed("application/json; charset=utf-8", r#"{"chat_id":"7","text":"a b"}"#),
            parsed("application/x-www-form-urlencoded", "chat_id=7&text=a+b"),
            parsed("application/x-www-form-urlencoded", "chat_id=7&text=a%20b"),
            parsed("multipart/form-data; boundary=\"x\"", form),
        ];
        for body in bodies {
            assert_eq!(Value::Object(body.unwrap().values), json!({"chat_id": "7", "text": "a b"}));
        }
    }

    #[test]
    fn the_first_of_equal_names_counts() {
        let bodies = [
            parsed("application/x-www-form-urlencoded", "a=1&a=2"),
            parsed("application/json", r#"{"a":"1","a":"2"}"#),
        ];
        for body in bodies {
            assert_eq!(Value::Object(body.unwrap().values), json!({"a": "1"}));
        }
    }

    /// Source: `HttpReader::parse_json_parameters`.
    #[test]
    fn the_members_before_a_syntax_error_count() {
        let table = [
            ("", json!({})),
            ("null", json!({})),
            ("[1]", json!({})),
            ("{\"a\":", json!({})),
            ("{\"a\":1,\"b\":", json!({"a": 1})),
            ("{\"a\":1,\"b\"", json!({"a": 1})),
            ("{\"a\":1} 2", json!({"a": 1})),
        ];
        for (body, values) in table {
            let read = parsed("application/json", body).unwrap().values;
            assert_eq!(Value::Object(read), values, "{body}");
        }
    }

    /// Source: `HttpReader::do_read_next`.
    #[test]
    fn an_empty_body_of_any_media_type_has_no_parameters() {
        let media_types = [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
        ];
        for media_type in media_types {
            let read = parsed(media_type, "").unwrap();
            assert!(read.values.is_empty() && read.files.is_empty(), "{media_type}");
        }
    }
}
