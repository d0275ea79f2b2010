//! A strict parser of multipart forms, which decodes names as Telegram's server does.

use bytes::Bytes;
use serde_json::{Map, Value};

/// Parses a form. Returns `None` if the media type is not that of a form.
///
/// # Panics
///
/// Panics if the form is invalid.
pub fn read_form(media_type: &str, body: &Bytes) -> Option<Form> {
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=")?;
    Some(parse(boundary, body))
}

/// The parameters of a form as texts, and its files: part, file name, content.
pub type Form = (Value, Vec<(String, String, Bytes)>);

fn parse(boundary: &str, body: &Bytes) -> Form {
    let mut params = Map::new();
    let mut files = Vec::new();
    let delimiter = format!("--{boundary}");
    let mut rest = 0;
    loop {
        assert!(body[rest..].starts_with(delimiter.as_bytes()), "a part starts with the boundary");
        rest += delimiter.len();
        if &body[rest..] == b"--\r\n" {
            return (Value::Object(params), files);
        }
        assert!(body[rest..].starts_with(b"\r\n"), "the boundary is followed by a line break");
        rest += 2;
        let head_end = rest + find(&body[rest..], b"\r\n\r\n").expect("a part has a head");
        let head = std::str::from_utf8(&body[rest..head_end]).unwrap().to_owned();
        let start = head_end + 4;
        let end = format!("\r\n{delimiter}");
        let length = find(&body[start..], end.as_bytes()).expect("a part has an end");
        let content = body.slice(start..start + length);
        rest = start + length + 2;
        let disposition =
            head.strip_prefix("Content-Disposition: form-data; name=").expect("a disposition");
        let (name, more) = quoted(disposition).expect("a name in quotes");
        if let Some(more) = more.strip_prefix("; filename=") {
            let (file_name, more) = quoted(more).expect("a file name in quotes");
            assert_eq!(more, "\r\nContent-Type: application/octet-stream");
            files.push((name, file_name, content));
        } else {
            assert_eq!(more, "");
            let text = String::from_utf8(content.to_vec()).unwrap();
            let before = params.insert(name, Value::String(text));
            assert_eq!(before, None, "a parameter is unique");
        }
    }
}

/// Parses a quoted value as Telegram's server does, and returns it with the rest: a backslash
/// escapes the next character, then `%XX` is decoded. Returns `None` if the quote is not closed,
/// which Telegram rejects.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?.chars();
    let mut value = Vec::new();
    loop {
        match rest.next()? {
            '"' => return Some((decoded(&value), rest.as_str())),
            '\\' => push(&mut value, rest.next()?),
            plain => push(&mut value, plain),
        }
    }
}

fn push(value: &mut Vec<u8>, char: char) {
    value.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Decodes `%XX`. A `%` without two hexadecimal digits is kept.
fn decoded(value: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value;
    while let [first, after @ ..] = rest {
        let digit = |at: usize| (*after.get(at)? as char).to_digit(16);
        let byte =
            digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(16 * high + low).ok());
        let (byte, length) = match byte.filter(|_| *first == b'%') {
            Some(byte) => (byte, 3),
            None => (*first, 1),
        };
        decoded.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(decoded).unwrap()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_as_by_telegrams_server() {
        let cases = [
            (r#""abc;.txt""#, Some("abc;.txt")),
            (r#""a\"b.txt""#, Some("a\"b.txt")),
            (r#""My%20Report.pdf""#, Some("My Report.pdf")),
            (r#""100%25.txt""#, Some("100%.txt")),
            (r#""100%.txt""#, Some("100%.txt")),
            (r#""dir\file.txt""#, Some("dirfile.txt")),
            (r#""%5c%E6%B5%8B""#, Some("\\测")),
            (r#""tail\""#, None),
            ("open", None),
        ];
        for (text, expected) in cases {
            assert_eq!(quoted(text).map(|(name, _)| name).as_deref(), expected, "{text}");
        }
    }
}
