//! The reader accepts the same documents as `serde_json`.

use chappe_types::{Object, Str, Update, UpdateKind, User};
use proptest::prelude::*;
use serde_json::Value;

/// Pieces of JSON documents, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\x\"",
        "\"",
        "1",
        "-0",
        "01",
        "1.5",
        "1.",
        ".5",
        "1e9",
        "1E+",
        "-",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\n",
        "\u{7f}",
        "\u{1}",
        "é",
        "//",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A JSON document, in half of the cases with one character changed.
fn documents() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<f64>()
            .prop_filter("finite", |value| value.is_finite())
            .prop_map(|value| value.to_string()),
        any::<String>().prop_map(|value| Value::from(value).to_string()),
    ];
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(" , "))),
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(|fields| {
                let fields: Vec<String> = fields
                    .into_iter()
                    .map(|(key, value)| format!("{}:\n{value}", Value::from(key)))
                    .collect();
                format!("{{ {} }}", fields.join(","))
            }),
        ]
    });
    (tree, any::<prop::sample::Index>(), prop::option::weighted(0.5, prop::char::range(' ', '~')))
        .prop_map(|(mut text, at, change)| {
            if let Some(change) = change {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let at = places[at.index(places.len())];
                text.remove(at);
                text.insert(at, change);
            }
            text
        })
}

/// Whether the reader accepts a value in an unknown field.
fn accepts(value: &str) -> bool {
    let document = format!(
        "{{\"update_id\":1,\"poll_answer\":{{\"poll_id\":\"1\",\"option_ids\":[],\"option_persistent_ids\":[],\"x\":{value}}}}}"
    );
    let update = Update::from_slice(document.as_bytes());
    matches!(update, Ok(Update { kind: UpdateKind::PollAnswer(_), .. }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn values_are_skipped_exactly_if_they_are_json(value in prop_oneof![pieces(), documents()]) {
        let document = format!("{{\"x\":{value}}}");
        let theirs = serde_json::from_str::<Value>(&document);
        let is_out_of_range =
            theirs.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range"));
        // A number that does not fit a float is valid JSON, but `serde_json` does not read the
        // rest of such a document.
        prop_assume!(!is_out_of_range);
        let is_json = theirs.is_ok();
        prop_assert_eq!(accepts(&value), is_json, "{}", value);
    }

    #[test]
    fn strings_are_read_like_serde_json_reads_them(text in any::<String>(), ascii in any::<bool>()) {
        let json = if ascii { escaped(&text) } else { Value::from(text.as_str()).to_string() };
        prop_assert_eq!(&Str::from_json(json.as_bytes()).unwrap(), &text);
        // Also away from the end of the document.
        prop_assert_eq!(Str::from_json(beyond(&json).as_bytes()).unwrap(), text);
    }

    #[test]
    fn integers_are_read_like_serde_json_reads_them(text in "-?[0-9]{1,20}(\\.[0-9])?(e[0-9])?") {
        let ours = i64::from_json(text.as_bytes()).ok();
        // `serde_json` reads "-0" as a float; the reader reads it as an integer.
        let theirs = serde_json::from_str::<i64>(&text).ok();
        if text != "-0" {
            prop_assert_eq!(ours, theirs, "{}", text);
            prop_assert_eq!(i64::from_json(beyond(&text).as_bytes()).ok(), theirs, "{}", text);
        }
    }
}

/// Appends white space: values near the end of a document take another path.
fn beyond(json: &str) -> String {
    format!("{json}{:20}", "")
}

#[test]
fn keys_may_be_escaped() {
    let user =
        [("id", "1"), ("is_bot", "false"), ("first_name", "\"Ada\""), ("is_premium", "true")];
    let object = |key: fn(&str) -> String| {
        let fields = user.map(|(name, value)| format!("{}:{value}", key(name)));
        format!("{{{}}}", fields.join(","))
    };
    let plain = User::from_json(object(|name| format!("\"{name}\"")).as_bytes()).unwrap();
    assert_eq!(plain.is_premium, Some(true));
    assert_eq!(User::from_json(object(escaped).as_bytes()).unwrap(), plain);
}

#[test]
fn the_number_of_escaped_keys_is_not_limited() {
    let unknown = format!("{}:1,", escaped("x")).repeat(200_000);
    let document = format!("{{{unknown}\"id\":1,\"is_bot\":false,\"first_name\":\"Ada\"}}");
    assert_eq!(User::from_json(document.as_bytes()).unwrap().first_name, "Ada");
}

/// A string in ASCII, as Telegram's server writes it.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    format!("\"{}\"", units.collect::<String>())
}
