//! The members of an object, as they are written.

use std::{ops::ControlFlow, str};

use crate::json::{
    DecodeError, Fault,
    reader::{Reader, Result},
};

/// Passes each member of a JSON object to `each`, in order: its name, a JSON string with
/// its quotes and escapes, and its value, both as they are written.
///
/// After [`ControlFlow::Break`] nothing more is read. Otherwise the whole document is
/// checked, though nothing in it is decoded.
///
/// For this project's crates: it is no part of the public API.
///
/// # Errors
///
/// Fails if `json` is no object, or not JSON; `each` may have seen members by then.
pub fn members<'a>(
    json: &'a [u8],
    each: &mut dyn FnMut(&'a str, &'a str) -> ControlFlow<()>,
) -> std::result::Result<(), DecodeError> {
    let text = match str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return Err(DecodeError::new(Fault::NotUtf8, error.valid_up_to())),
    };
    let mut is_broken_off = false;
    let error = Reader::over(text, &mut |reader| match read(reader, text, each) {
        Ok(ControlFlow::Continue(())) => true,
        Ok(ControlFlow::Break(())) => {
            is_broken_off = true;
            false
        }
        Err(_) => false,
    });
    error.filter(|_| !is_broken_off).map_or(Ok(()), Err)
}

/// Reads the object in `text`, which `reader` is at the start of.
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
        let name = passed(reader, text)?;
        reader.take(b':', "`:`")?;
        let value = passed(reader, text)?;
        if each(name, value).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if reader.peek() == Some(b'}') {
            return reader.take(b'}', "`}`").map(ControlFlow::Continue);
        }
        reader.take(b',', "`,` or `}`")?;
    }
}

/// Passes over a value of `text`, and returns it.
fn passed<'a>(reader: &mut Reader<'_>, text: &'a str) -> Result<&'a str> {
    reader.peek();
    let start = reader.place();
    reader.skip()?;
    Ok(&text[start..reader.place()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The members that are told, and whether it succeeds.
    fn told(json: &str) -> (Vec<(&str, &str)>, bool) {
        let mut told = Vec::new();
        let result = members(json.as_bytes(), &mut |name, value| {
            told.push((name, value));
            ControlFlow::Continue(())
        });
        (told, result.is_ok())
    }

    #[test]
    fn members_are_told_as_they_are_written() {
        let json = r#" { "a" : {"b": [1,  2]} ,"\u0061":"x\"}", "c":-1.5e3} "#;
        let expected = vec![
            (r#""a""#, r#"{"b": [1,  2]}"#),
            (r#""\u0061""#, r#""x\"}""#),
            (r#""c""#, "-1.5e3"),
        ];
        assert_eq!(told(json), (expected, true));
        assert_eq!([told("{}"), told(" { } ")], [(vec![], true), (vec![], true)]);
    }

    #[test]
    fn what_is_no_object_fails() {
        let documents =
            ["", "[]", "1", "{", "{,}", r#"{"a"}"#, r#"{"a":1,}"#, "{a:1}", "{} {}", "{}}"];
        assert_eq!(documents.map(|json| told(json).1), [false; 10]);
        assert!(members(b"{\"a\":\"\xff\"}", &mut |_, _| ControlFlow::Continue(())).is_err());
    }

    #[test]
    fn nothing_is_read_after_a_break() {
        let mut told = Vec::new();
        let result = members(br#"{"a":1,"b":2, no JSON"#, &mut |name, value| {
            told.push((name, value));
            if name == "\"b\"" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((told, result), (vec![(r#""a""#, "1"), (r#""b""#, "2")], Ok(())));
    }

    proptest! {
        #[test]
        fn any_text_is_an_object_or_not_as_serde_json_says(json in r#"[{}\[\]":,1ae\\ ]{0,12}"#) {
            type Object<'a> = std::collections::BTreeMap<String, &'a serde_json::value::RawValue>;
            prop_assert_eq!(told(&json).1, serde_json::from_str::<Object<'_>>(&json).is_ok());
        }
    }
}
