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
        // What is no object says nothing.
        "application/json" => match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Params { values, files: Vec::new() }),
            _ => Ok(Params::default()),
        },
        "application/x-www-form-urlencoded" => {
            Ok(Params { values: pairs(&String::from_utf8_lossy(body)), files: Vec::new() })
        }
        "multipart/form-data" => {
            let boundary = parameter(rest, "boundary").ok_or("boundary not found")?;
            form(&boundary, body).ok_or_else(|| "can't parse the form".to_owned())
        }
        _ => Ok(Params::default()),
    }
}

/// The pairs of a query or of a URL-encoded body; of one name, the first.
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
        let name = decoded(&parameter(&disposition, "name")?);
        if let Some(file_name) = file_name(&disposition) {
            let media_type = line(&head, "content-type");
            let media_type = media_type.unwrap_or_else(|| "application/octet-stream".to_owned());
            params.files.push(File { part: name, name: file_name, media_type, content });
        } else {
            let text = String::from_utf8_lossy(&content).into_owned();
            params.values.entry(name).or_insert_with(|| text.into());
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

/// The name of a file, if the part is one.
fn file_name(disposition: &str) -> Option<String> {
    if let Some(extended) = parameter(disposition, "filename*") {
        // The character set and the language stand before it.
        let name = extended.rsplit('\'').next().unwrap_or_default();
        return Some(decoded(name));
    }
    parameter(disposition, "filename").map(|name| decoded(&name))
}

fn decoded(text: &str) -> String {
    percent_decode(text.as_bytes()).decode_utf8_lossy().into_owned()
}

/// A parameter of a header's value; in quotes, anything may be in it.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header;
    loop {
        let (name, after) = rest.split_once('=')?;
        let name = name.rsplit(';').next().unwrap_or_default().trim();
        let (value, left) = value(after.trim_start());
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = left;
    }
}

/// The value at the beginning, and what is behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            // Only quotes and backslashes are escaped: paths of Windows are not.
            '\\' => match letters.next_if(|(_, next)| ['"', '\\'].contains(next)) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            letter => value.push(letter),
        }
    }
    (value, "")
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
    fn of_one_name_the_first_counts() {
        let form = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=a\r\n\r\n2\r\n--x--";
        for body in [
            parsed("application/x-www-form-urlencoded", "a=1&a=2"),
            parsed("multipart/form-data; boundary=x", form),
        ] {
            assert_eq!(Value::Object(body.unwrap().values), json!({"a": "1"}));
        }
    }

    #[test]
    fn json_that_is_no_object_says_nothing() {
        for body in ["", "null", "[]", "{\"a\":"] {
            assert!(parsed("application/json", body).unwrap().values.is_empty(), "{body}");
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
    fn names_of_files_are_read_however_they_are_written() {
        let written = [
            (r#"form-data; name="f"; filename="a;b.txt""#, "a;b.txt"),
            (r#"form-data; name="f"; filename="a\"b=c.txt""#, "a\"b=c.txt"),
            (r#"form-data; filename="x"; name=f"#, "x"),
            ("form-data; name=f; filename*=UTF-8''%C3%A4.txt", "ä.txt"),
            ("form-data; name=f; filename=x.txt; filename*=UTF-8'de'%C3%A4.txt", "ä.txt"),
            (r#"form-data; Name="f"; FileName="""#, ""),
        ];
        for (disposition, name) in written {
            let body = format!("--x\r\nContent-Disposition: {disposition}\r\n\r\n1\r\n--x--");
            let media_type = "multipart/form-data; Boundary=x".parse().unwrap();
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media_type)]);
            let params = parse(&headers, &Bytes::from(body)).unwrap();
            let [file] = &*params.files else { panic!("one file: {disposition}") };
            assert_eq!((&*file.part, &*file.name), ("f", name), "{disposition}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for body in ["", "--x", "--x\r\n", "--x\r\n\r\n--x--", "--x\r\nA: b\r\n\r\nc"] {
            assert!(parsed("multipart/form-data; boundary=x", body).is_err(), "{body:?}");
        }
        assert!(parsed("multipart/form-data", "").is_err());
    }
}
