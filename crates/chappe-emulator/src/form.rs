//! Forms: `multipart/form-data`, as Telegram's server parses it.

use bytes::Bytes;
use percent_encoding::percent_decode;

use crate::{
    file_name::clean_file_name,
    params::{File, Params},
};

/// The longest boundary, in bytes.
const MAX_BOUNDARY: usize = 70;

/// The most files.
pub(crate) const MAX_FILES: usize = 50;

/// The error of a body that ends within the form.
const NO_FORM: &str = "unexpected end of request content";

/// Parses a form, up to the first file after [`MAX_FILES`].
///
/// # Errors
///
/// Returns what is wrong with it: Telegram's description, where it has one.
pub(crate) fn read(content_type: &str, body: &Bytes) -> Result<Params, String> {
    let boundary = boundary(content_type)?;
    if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
        return Err("boundary too big or empty".to_owned());
    }
    let delimiter = format!("--{boundary}");
    let end_of_part = format!("\r\n{delimiter}");
    let mut params = Params::default();
    let mut at = find(body, delimiter.as_bytes(), 0).ok_or(NO_FORM)? + delimiter.len();
    while !body[at..].starts_with(b"--") {
        let head_start = find(body, b"\r\n", at).ok_or(NO_FORM)? + 2;
        let head_end = find(body, b"\r\n\r\n", at).ok_or(NO_FORM)?;
        if head_end < head_start {
            return Err("headers in multipart/form-data are empty".to_owned());
        }
        let start = head_end + 4;
        let end = find(body, end_of_part.as_bytes(), start).ok_or(NO_FORM)?;
        at = end + end_of_part.len();
        add(&mut params, &body[head_start..head_end], body.slice(start..end))?;
        if params.files.len() > MAX_FILES {
            break;
        }
    }
    Ok(params)
}

/// Adds a part: a file if it has a file name, otherwise a parameter. Of parameters with
/// equal names, the first counts.
fn add(params: &mut Params, head: &[u8], content: Bytes) -> Result<(), String> {
    let head = String::from_utf8_lossy(head);
    let disposition = header(&head, "content-disposition").unwrap_or_default();
    let (name, file_name) = names(disposition)?;
    if let Some(file_name) = file_name {
        let media_type = header(&head, "content-type").unwrap_or("application/octet-stream");
        let media_type = media_type.to_owned();
        let file_name = clean_file_name(&file_name);
        params.files.push(File { part: name, name: file_name, media_type, content });
    } else {
        let text = String::from_utf8_lossy(&content).into_owned();
        params.values.entry(name).or_insert_with(|| text.into());
    }
    Ok(())
}

fn find(body: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let found = body.get(from..)?.windows(needle.len()).position(|window| window == needle)?;
    Some(from + found)
}

/// The boundary, with or without quotes: what is after the first `=` after the word.
fn boundary(content_type: &str) -> Result<&str, &'static str> {
    let at = content_type.to_ascii_lowercase().find("boundary").ok_or("boundary not found")?;
    let (_, value) = content_type[at..].split_once('=').ok_or("boundary value not found")?;
    let value = value.split(';').next().unwrap_or_default();
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    Ok(quoted.unwrap_or(value))
}

/// A header of a part.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let found = lines.find(|(found, _)| found.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// The name of a part, and of its file. Any other parameter is ignored, including
/// `filename*`.
fn names(disposition: &str) -> Result<(String, Option<String>), String> {
    let rest = disposition.strip_prefix("form-data;");
    let mut rest = rest.ok_or("expected form-data content disposition")?;
    let (mut name, mut file_name) = (None, None);
    while let Some((parameter, after)) = rest.split_once('=') {
        let (value, left) = value(after.trim_start())?;
        match parameter.trim() {
            "name" => name = Some(decoded(&value)),
            "filename" => file_name = Some(decoded(&value)),
            _ => {}
        }
        rest = left;
    }
    let name = name.filter(|name| !name.is_empty());
    Ok((name.ok_or("field name in multipart/form-data not found")?, file_name))
}

/// The first value, and the text after its semicolon. Within quotes, a backslash escapes
/// the next character.
fn value(text: &str) -> Result<(String, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return Ok((value.trim().to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                let rest = letters.as_str().trim_start();
                if rest.is_empty() {
                    return Ok((value, rest));
                }
                let rest = rest.strip_prefix(';');
                return Ok((value, rest.ok_or("expected ';' in Content-Disposition header")?));
            }
            '\\' => {
                let escaped = letters.next();
                let why = "wrong escape sequence in Content-Disposition header";
                value.push(escaped.ok_or(why)?);
            }
            letter => value.push(letter),
        }
    }
    Err("unclosed quoted string in Content-Disposition header".to_owned())
}

fn decoded(text: &str) -> String {
    percent_decode(text.as_bytes()).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The names of the part and of its file, for a form of one part with this disposition.
    fn read_names(disposition: &str) -> Result<(String, String), String> {
        let body = format!("--x\r\nContent-Disposition: {disposition}\r\n\r\n1\r\n--x--");
        let params = read("boundary=x", &Bytes::from(body))?;
        let [file] = &*params.files else { panic!("one file: {disposition}") };
        Ok((file.part.clone(), file.name.clone()))
    }

    #[test]
    fn the_first_of_equal_names_counts() {
        let form = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=a\r\n\r\n2\r\n--x--";
        let params = read("boundary=x", &Bytes::from(form)).unwrap();
        assert_eq!(Value::Object(params.values), json!({"a": "1"}));
    }

    #[test]
    fn files_keep_their_names_and_bytes() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a%20b.txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n--y\r\n\r\n--x--";
        let params = read(" charset=utf-8; Boundary=\"x\"", &Bytes::from(body)).unwrap();
        let [file] = &*params.files else { panic!("one file") };
        assert_eq!(
            (&*file.part, &*file.name, &*file.media_type, &*file.content),
            ("document", "a b.txt", "text/plain", &b"\r\n--y\r\n"[..]),
        );
    }

    #[test]
    fn file_names_are_parsed_as_telegram_does() {
        let written = [
            (r#"form-data; name="f"; filename="a;b.txt""#, "a;b.txt"),
            (r#"form-data; name="f"; filename="a\"b=c.txt""#, "a b=c.txt"),
            (r#"form-data; name="f"; filename="dir\file.txt""#, "dirfile.txt"),
            (r#"form-data; name="f"; filename="dir\\file.txt""#, "file.txt"),
            (r#"form-data; name="f"; filename="dir%5Cfile.txt""#, "file.txt"),
            (r#"form-data; name="f"; filename="a\%20b.txt""#, "a b.txt"),
            (r#"form-data; name="f"; filename="My%20Report.pdf""#, "My Report.pdf"),
            (r#"form-data; name="f"; filename="100%25.txt""#, "100%.txt"),
            (r#"form-data; name="f"; filename="100%.txt""#, "100%.txt"),
            (r#"form-data; name="f"; filename="a%2Fb.txt""#, "b.txt"),
            (r#"form-data; name="f"; filename="测试.txt""#, "测试.txt"),
            (r#"form-data; name="f"; filename="a%2""#, "a%2"),
            (r#"form-data; name="f"; filename="a+b.txt""#, "a+b.txt"),
            (r#"form-data; name="f"; filename="""#, "file"),
            (r#"form-data; filename="x" ; name = f "#, "x"),
            ("form-data; name=f; filename=x.txt; filename*=UTF-8'de'%C3%A4.txt", "x.txt"),
            ("form-data; filename*=UTF-8''%C3%A4.txt; filename=x.txt; name=f", "x.txt"),
        ];
        for (disposition, name) in written {
            let expected = Ok(("f".to_owned(), name.to_owned()));
            assert_eq!(read_names(disposition), expected, "{disposition}");
        }
    }

    #[test]
    fn names_with_unclosed_quotes_are_rejected() {
        let open = Err("unclosed quoted string in Content-Disposition header".to_owned());
        for written in [r#""tail\""#, r#"""#, r#""a"#, r#""a\\\""#] {
            let read = read_names(&format!("form-data; name=\"f\"; filename={written}"));
            assert_eq!(read, open, "{written}");
        }
        let table = [
            (r#""a\"#, "wrong escape sequence in Content-Disposition header"),
            (r#""a"b"#, "expected ';' in Content-Disposition header"),
        ];
        for (written, why) in table {
            let read = read_names(&format!("form-data; name=\"f\"; filename={written}"));
            assert_eq!(read, Err(why.to_owned()), "{written}");
        }
    }

    #[test]
    fn bodies_that_are_not_forms_are_rejected() {
        let refused = |rest: &str, body: &str| read(rest, &Bytes::from(body.to_owned())).err();
        for body in ["", "--x", "--x\r\n", "--x\r\nA: b\r\n\r\nc"] {
            let why = refused("boundary=x", body);
            assert_eq!(why.as_deref(), Some("unexpected end of request content"), "{body:?}");
        }
        let table = [
            ("", "", "boundary not found"),
            ("boundary", "", "boundary value not found"),
            ("boundary=", "", "boundary too big or empty"),
            ("boundary=x", "--x\r\n\r\n--x--", "headers in multipart/form-data are empty"),
            (&*format!("boundary={}", "x".repeat(71)), "", "boundary too big or empty"),
            (
                "boundary=x",
                "--x\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--x--",
                "expected form-data content disposition",
            ),
            (
                "boundary=x",
                "--x\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--x--",
                "field name in multipart/form-data not found",
            ),
        ];
        for (rest, body, why) in table {
            assert_eq!(refused(rest, body).as_deref(), Some(why), "{rest} {body}");
        }
    }
}
