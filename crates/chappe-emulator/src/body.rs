//! Parameters in bodies: JSON, forms, and texts in a URL.

use bytes::Bytes;
use http::{HeaderMap, header};
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

use crate::params::{File, Params};

/// The parameters of a body, by its media type.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parse(headers: &HeaderMap, body: &Bytes) -> Result<Params, String> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (media_type, rest) = match media_type.unwrap_or_default().split_once(';') {
        Some((media_type, rest)) => (media_type.trim().to_lowercase(), rest),
        None => (media_type.unwrap_or_default().trim().to_lowercase(), ""),
    };
    match &*media_type {
        "application/json" if !body.is_empty() => match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Params { values, files: Vec::new() }),
            _ => Err("can't parse request body as JSON object".to_owned()),
        },
        "application/x-www-form-urlencoded" => {
            Ok(Params { values: pairs(&String::from_utf8_lossy(body)), files: Vec::new() })
        }
        "multipart/form-data" => {
            let boundary = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
            let boundary = boundary.ok_or("boundary not found")?.trim_matches('"');
            form(boundary, body).ok_or_else(|| "can't parse the form".to_owned())
        }
        _ => Ok(Params::default()),
    }
}

/// The pairs of a query or of a URL-encoded body.
pub(crate) fn pairs(text: &str) -> Map<String, Value> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode(spaced.as_bytes()).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), Value::String(decode(value)))).collect()
}

/// Reads a form; `None` if it is none.
fn form(boundary: &str, body: &Bytes) -> Option<Params> {
    let mut params = Params::default();
    let delimiter = format!("--{boundary}");
    let mut at = find(body, delimiter.as_bytes(), 0)? + delimiter.len();
    loop {
        if body[at..].starts_with(b"--") {
            return Some(params);
        }
        at = find(body, b"\r\n", at)? + 2;
        let head_end = find(body, b"\r\n\r\n", at)?;
        let head = String::from_utf8_lossy(&body[at..head_end]).into_owned();
        let start = head_end + 4;
        let end = find(body, format!("\r\n{delimiter}").as_bytes(), start)?;
        let content = body.slice(start..end);
        at = end + 2 + delimiter.len();
        let disposition = line(&head, "content-disposition")?;
        let name = quoted(&disposition, "name")?;
        if let Some(file_name) = quoted(&disposition, "filename") {
            let media_type = line(&head, "content-type");
            let media_type = media_type.unwrap_or_else(|| "application/octet-stream".to_owned());
            params.files.push(File { part: name, name: file_name, media_type, content });
        } else {
            let text = String::from_utf8_lossy(&content).into_owned();
            params.values.insert(name, text.into());
        }
    }
}

fn find(body: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let found = body.get(from..)?.windows(needle.len()).position(|window| window == needle)?;
    Some(from + found)
}

/// A header of a part.
fn line(head: &str, name: &str) -> Option<String> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let found = lines.find(|(found, _)| found.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned())
}

/// A parameter of a disposition, as browsers write it.
fn quoted(disposition: &str, name: &str) -> Option<String> {
    let mut parts = disposition.split(';').map(str::trim);
    let value = parts.find_map(|part| part.strip_prefix(name)?.trim_start().strip_prefix('='))?;
    let value = value.trim().trim_matches('"');
    Some(percent_decode(value.as_bytes()).decode_utf8_lossy().into_owned())
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
    fn bodies_of_all_forms_say_the_same() {
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
    fn files_keep_their_names_and_bytes() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a%20b.txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n--y\r\n\r\n--x--";
        let params = parsed("multipart/form-data; boundary=x", body).unwrap();
        let [file] = &*params.files else { panic!("one file") };
        assert_eq!(
            (&*file.part, &*file.name, &*file.media_type, &*file.content),
            ("document", "a b.txt", "text/plain", &b"\r\n--y\r\n"[..]),
        );
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in ["", "--x", "--x\r\n", "--x\r\n\r\n--x--", "--x\r\nA: b\r\n\r\nc"] {
            assert!(parsed("multipart/form-data; boundary=x", body).is_err(), "{body:?}");
        }
        assert!(parsed("application/json", "[]").is_err());
        assert!(parsed("multipart/form-data", "").is_err());
    }
}
