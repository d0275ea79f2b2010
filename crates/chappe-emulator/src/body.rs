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

use crate::{error::ApiError, form, params::Params};

/// The largest parameters of a call, or the largest part of a form that is no file, in bytes.
const MAX_PARAMETERS: usize = 1024 * 1024;

/// Reads the parameters of a body, by its media type. An empty body has none, whatever its type.
///
/// # Errors
///
/// Returns Telegram's error for the first syntax error of a form, and for parameters that are too
/// large.
pub(crate) fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Params, ApiError> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.unwrap_or_default();
    let media_type = given.to_lowercase();
    let is = |name: &str| !body.is_empty() && media_type.contains(name);
    if is("multipart/form-data") {
        let params = form::read(given, body).map_err(ApiError::bad_request)?;
        let mut values = params.values.values().filter_map(Value::as_str);
        if values.any(|value| value.len() > MAX_PARAMETERS) {
            return Err(too_large(": too many parameters in form data"));
        }
        if params.files.len() > form::MAX_FILES {
            return Err(too_large(": too many files attached"));
        }
        return Ok(params);
    }
    let read = if is("application/x-www-form-urlencoded") {
        |body: &Bytes| pairs(&String::from_utf8_lossy(body))
    } else if is("application/json") {
        |body: &Bytes| members(body)
    } else {
        return Ok(Params::default());
    };
    if body.len() > MAX_PARAMETERS {
        return Err(too_large(": too many parameters"));
    }
    Ok(Params { values: read(body), ..Params::default() })
}

fn too_large(why: &str) -> ApiError {
    ApiError { description: format!("Request Entity Too Large{why}"), ..ApiError::too_large() }
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

    fn parsed(media_type: &'static str, body: &'static str) -> Result<Params, ApiError> {
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

    /// Source: `HttpReader::parse_parameters`, `parse_json_parameters` and
    /// `parse_multipart_form_data`.
    #[test]
    fn parameters_have_one_mebibyte_at_most() {
        let read = |media_type: &'static str, body: String| {
            let headers =
                HeaderMap::from_iter([(header::CONTENT_TYPE, media_type.parse().unwrap())]);
            parse(&headers, &Bytes::from(body)).map(drop).map_err(|error| error.to_json())
        };
        let refused = |why: &str| {
            let why = format!("Request Entity Too Large: {why}");
            Err(json!({"ok": false, "error_code": 413, "description": why}))
        };
        let text = |length: usize| "x".repeat(length);
        let form = |length: usize| {
            let part = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n";
            format!("{part}{}\r\n{part}b\r\n--x--", text(length))
        };
        let files = |number: usize| {
            let part = "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc\r\n";
            format!("{}--x--", part.repeat(number))
        };
        let (encoded, json) = ("application/x-www-form-urlencoded", "application/json");
        let multipart = "multipart/form-data; boundary=x";
        for (media_type, body, expected) in [
            (encoded, format!("a={}", text(MAX_PARAMETERS - 2)), Ok(())),
            (encoded, format!("a={}", text(MAX_PARAMETERS - 1)), refused("too many parameters")),
            (json, format!("{{\"a\":\"{}\"}}", text(MAX_PARAMETERS - 8)), Ok(())),
            (
                json,
                format!("{{\"a\":\"{}\"}}", text(MAX_PARAMETERS - 7)),
                refused("too many parameters"),
            ),
            (multipart, form(MAX_PARAMETERS), Ok(())),
            (multipart, form(MAX_PARAMETERS + 1), refused("too many parameters in form data")),
            (multipart, files(form::MAX_FILES), Ok(())),
            (multipart, files(form::MAX_FILES + 1), refused("too many files attached")),
        ] {
            let length = body.len();
            assert_eq!(read(media_type, body), expected, "{media_type}, {length} bytes");
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
