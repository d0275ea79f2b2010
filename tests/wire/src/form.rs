//! Reads multipart forms, strictly.

use bytes::Bytes;
use serde_json::{Map, Value};

/// The parameters and files of a form.
///
/// # Panics
///
/// Panics unless the form is just as it should be.
pub(crate) fn parse(boundary: &str, body: &Bytes) -> (Value, Vec<(String, String, Bytes)>) {
    let mut params = Map::new();
    let mut files = Vec::new();
    let delimiter = format!("--{boundary}");
    let mut rest = 0;
    loop {
        assert!(body[rest..].starts_with(delimiter.as_bytes()), "a part begins with the boundary");
        rest += delimiter.len();
        if &body[rest..] == b"--\r\n" {
            return (Value::Object(params), files);
        }
        assert!(body[rest..].starts_with(b"\r\n"), "the boundary stands on a line of its own");
        rest += 2;
        let head_end = rest + find(&body[rest..], b"\r\n\r\n").expect("a part has a head");
        let head = std::str::from_utf8(&body[rest..head_end]).unwrap().to_owned();
        let start = head_end + 4;
        let end = format!("\r\n{delimiter}");
        let length = find(&body[start..], end.as_bytes()).expect("a part has an end");
        let content = body.slice(start..start + length);
        rest = start + length + 2;
        let disposition =
            head.strip_prefix("Content-Disposition: form-data; name=\"").expect("a disposition");
        let (name, more) = disposition.split_once('"').unwrap();
        if let Some(more) = more.strip_prefix("; filename=\"") {
            let (file_name, more) = more.split_once('"').unwrap();
            assert_eq!(more, "\r\nContent-Type: application/octet-stream");
            files.push((name.to_owned(), file_name.to_owned(), content));
        } else {
            assert_eq!(more, "");
            let text = String::from_utf8(content.to_vec()).unwrap();
            let before = params.insert(name.to_owned(), Value::String(text));
            assert_eq!(before, None, "a parameter stands once");
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
