//! The members of an object as raw JSON.

use std::{ops::ControlFlow, str};

use crate::json::{
    DecodeError, Fault,
    reader::{Reader, Result},
};

/// Calls `each` with each member of a JSON object, in order: the name, a JSON string with
/// quotes and escapes, and the value, both as raw JSON.
///
/// Stops reading after [`ControlFlow::Break`]. Otherwise checks the syntax of the whole document,
/// and decodes nothing.
///
/// For this project's crates; not part of the public API.
///
/// # Errors
///
/// Fails if `json` is not a JSON object. `each` may have been called before.
pub fn members<'a>(
    json: &'a [u8],
    each: &mut dyn FnMut(&'a str, &'a str) -> ControlFlow<()>,
) -> std::result::Result<(), DecodeError> {
    let text = match str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return Err(DecodeError::new(Fault::NotUtf8, error.valid_up_to())),
    };
    let mut is_stopped = false;
    let error = Reader::over(text, &mut |reader| match read(reader, text, each) {
        Ok(ControlFlow::Continue(())) => true,
        Ok(ControlFlow::Break(())) => {
            is_stopped = true;
            false
        }
        Err(_) => false,
    });
    error.filter(|_| !is_stopped).map_or(Ok(()), Err)
}

/// Reads the object in `text`; `reader` is at the start of `text`.
fn read<'a>(
    reader: &mut Reader<'_>,
    text: &'a str,
    each: &mut dyn FnMut(&'a str, &'a str) -> ControlFlow<()>,
) -> Result<ControlFlow<()>> {
    reader.take(b'{', "an object")?;
    if reader.peek() == Some(b'}') {
        return reader.take(b'}', "`}`").map(ControlFlow::Continue);
    }
    loop {
        if reader.peek() != Some(b'"') {
            return reader.fail(Fault::Syntax("a key"));
        }
        let name = skipped(reader, text)?;
        reader.take(b':', "`:`")?;
        let value = skipped(reader, text)?;
        if each(name, value).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if reader.peek() == Some(b'}') {
            return reader.take(b'}', "`}`").map(ControlFlow::Continue);
        }
        reader.take(b',', "`,` or `}`")?;
    }
}

/// Skips a value of `text` and returns it.
fn skipped<'a>(reader: &mut Reader<'_>, text: &'a str) -> Result<&'a str> {
    reader.peek();
    let start = reader.position();
    reader.skip()?;
    Ok(&text[start..reader.position()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The members that are read, and whether `members` succeeds.
    fn read_members(json: &str) -> (Vec<(&str, &str)>, bool) {
        let mut seen = Vec::new();
        let result = members(json.as_bytes(), &mut |name, value| {
            seen.push((name, value));
            ControlFlow::Continue(())
        });
        (seen, result.is_ok())
    }

    #[test]
    fn members_are_read_as_raw_json() {
        let json = r#" { "a" : {"b": [1,  2]} ,"\u0061":"x\"}", "c":-1.5e3} "#;
        let expected = vec![
            (r#""a""#, r#"{"b": [1,  2]}"#),
            (r#""\u0061""#, r#""x\"}""#),
            (r#""c""#, "-1.5e3"),
        ];
        assert_eq!(read_members(json), (expected, true));
        assert_eq!([read_members("{}"), read_members(" { } ")], [(vec![], true), (vec![], true)]);
    }

    #[test]
    fn other_values_than_objects_are_errors() {
        let documents =
            ["", "[]", "1", "{", "{,}", r#"{"a"}"#, r#"{"a":1,}"#, "{a:1}", "{} {}", "{}}"];
        assert_eq!(documents.map(|json| read_members(json).1), [false; 10]);
        assert!(members(b"{\"a\":\"\xff\"}", &mut |_, _| ControlFlow::Continue(())).is_err());
    }

    #[test]
    fn nothing_is_read_after_a_break() {
        let mut seen = Vec::new();
        let result = members(br#"{"a":1,"b":2, no JSON"#, &mut |name, value| {
            seen.push((name, value));
            if name == "\"b\"" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((seen, result), (vec![(r#""a""#, "1"), (r#""b""#, "2")], Ok(())));
    }

    proptest! {
        #[test]
        fn accepts_the_same_objects_as_serde_json(json in r#"[{}\[\]":,1ae\\ ]{0,12}"#) {
            type Object<'a> = std::collections::BTreeMap<String, &'a serde_json::value::RawValue>;
            prop_assert_eq!(read_members(&json).1, serde_json::from_str::<Object<'_>>(&json).is_ok());
        }
    }
}
