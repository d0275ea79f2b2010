//! Parameters in request bodies and URLs: JSON, forms and URL-encoded text.

use bytes::Bytes;
use http::{HeaderMap, header};
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::{form, params::Params};

/// Reads the parameters of a body, by its media type.
///
/// # Errors
///
/// Returns a description of the first syntax error.
pub(crate) fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Params, String> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (media_type, rest) = match media_type.unwrap_or_default().split_once(';') {
        Some((media_type, rest)) => (media_type.trim().to_lowercase(), rest),
        None => (media_type.unwrap_or_default().trim().to_lowercase(), ""),
    };
    match &*media_type {
        // JSON that is not an object has no parameters.
        "application/json" => match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Params { values, files: Vec::new() }),
            _ => Ok(Params::default()),
        },
        "application/x-www-form-urlencoded" => {
            Ok(Params { values: pairs(&String::from_utf8_lossy(body)), files: Vec::new() })
        }
        "multipart/form-data" => form::read(rest, body),
        _ => Ok(Params::default()),
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
        let params = parsed("application/x-www-form-urlencoded", "a=1&a=2").unwrap();
        assert_eq!(Value::Object(params.values), json!({"a": "1"}));
    }

    #[test]
    fn json_that_is_not_an_object_has_no_parameters() {
        for body in ["", "null", "[]", "{\"a\":"] {
            assert!(parsed("application/json", body).unwrap().values.is_empty(), "{body}");
        }
    }
}
