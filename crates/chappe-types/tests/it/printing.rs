//! The printer writes, byte for byte, what `serde_json` writes.

use std::{fs, path::Path};

use chappe_types::{
    ChatId, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, MessageEntity, Method,
    SendLocation, SendMediaGroup, SendMessage, Update, Upload, User,
};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

fn printed(method: &impl Method) -> String {
    let mut buffer = b"before".to_vec();
    method.write_json(&mut buffer);
    let text = String::from_utf8(buffer).unwrap();
    text.strip_prefix("before").unwrap().to_owned()
}

/// A value as `serde_json` prints it.
fn by_serde_json(value: impl Serialize) -> String {
    serde_json::to_string(&value).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn strings_and_integers(chat in any::<i64>(), text in any::<String>(), id in "\\PC{0,40}|[\"\\\\/\u{0}-\u{1f}\u{7f}é]{0,8}") {
        let method = SendMessage::new(ChatId(chat), &*text)
            .message_effect_id(&*id)
            .protect_content(chat < 0);
        let (text, id) = (by_serde_json(&text), by_serde_json(&id));
        let expected = format!(
            "{{\"chat_id\":{chat},\"text\":{text},\"protect_content\":{},\"message_effect_id\":{id}}}",
            chat < 0,
        );
        prop_assert_eq!(by_serde_json(&method), &*expected);
        prop_assert_eq!(printed(&method), expected);
    }

    #[test]
    fn floats(latitude in prop::num::f64::ANY, longitude in prop::num::f64::ANY) {
        let method = SendLocation::new(7, latitude, longitude);
        let (latitude, longitude) = (by_serde_json(latitude), by_serde_json(longitude));
        let expected =
            format!("{{\"chat_id\":7,\"latitude\":{latitude},\"longitude\":{longitude}}}");
        prop_assert_eq!(by_serde_json(&method), &*expected);
        prop_assert_eq!(printed(&method), expected);
    }
}

#[test]
fn lists_in_lists_and_empty_ones() {
    let button = |text: &str| InlineKeyboardButton::new(text).callback_data("d");
    let rows = vec![vec![button("a"), button("b")], vec![], vec![button("c")]];
    let method =
        SendMessage::new("@c", "").entities(vec![]).reply_markup(InlineKeyboardMarkup::new(rows));
    let expected = concat!(
        r#"{"chat_id":"@c","text":"","entities":[],"reply_markup":{"inline_keyboard":[["#,
        r#"{"text":"a","callback_data":"d"},{"text":"b","callback_data":"d"}],[],["#,
        r#"{"text":"c","callback_data":"d"}]]}}"#,
    );
    assert_eq!(printed(&method), expected);
    assert_eq!(by_serde_json(&method), expected);
}

#[test]
fn members_of_unions_with_their_tags_and_uploads_by_reference() {
    let upload = Upload::bytes("a\".png", &b"a"[..]);
    let media = InputMediaPhoto::new(upload.clone())
        .caption_entities(vec![MessageEntity::new("bold", 0, 1)]);
    let method = SendMediaGroup::new(7, vec![media.into()]);
    let expected = format!(
        "{{\"chat_id\":7,\"media\":[{{\"type\":\"photo\",\"media\":\"attach://{}\",\"caption_entities\":[{{\"type\":\"bold\",\"offset\":0,\"length\":1}}]}}]}}",
        upload.part(),
    );
    assert_eq!(printed(&method), expected);
    assert_eq!(by_serde_json(&method), expected);
}

#[test]
fn updates() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data/w1");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let document = fs::read(entry.unwrap().path()).unwrap();
        let update = Update::from_slice(&document).unwrap();
        let json = String::from_utf8(update.to_json()).unwrap();
        assert_eq!(json, by_serde_json(&update));
        let value = serde_json::to_value(&update).unwrap();
        assert_eq!(value, serde_json::from_slice::<Value>(&document).unwrap());
        assert_eq!(value, serde_json::from_str::<Value>(&json).unwrap());
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn unknown_updates_are_printed_unchanged() {
    let document = r#"{"update_id": 1, "news": {"a" : [1.50, "\u00e9"]}}"#;
    let update = Update::from_slice(document.as_bytes()).unwrap();
    assert_eq!(update.to_json(), document.as_bytes());
    assert_eq!(by_serde_json(&update), document);
}

#[test]
fn the_first_error_of_a_serializer_is_returned() {
    /// A writer that accepts a limited number of bytes.
    struct Short(usize);

    impl std::io::Write for Short {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let user: User =
        serde_json::from_value(json!({"id": 42, "is_bot": true, "first_name": "Echo"})).unwrap();
    let rows = vec![vec![InlineKeyboardButton::new("yes")]];
    let method = SendMessage::new(7, "hi").reply_markup(InlineKeyboardMarkup::new(rows));
    for length in 0..by_serde_json(&user).len() {
        assert!(serde_json::to_writer(Short(length), &user).is_err());
    }
    for length in 0..by_serde_json(&method).len() {
        assert!(serde_json::to_writer(Short(length), &method).is_err());
    }
}
