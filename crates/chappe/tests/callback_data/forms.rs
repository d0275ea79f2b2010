//! The text of the data, which buttons in chats keep: it must not change.

use std::{fmt::Debug, sync::Arc};

use chappe::{
    callback_data::DataField,
    prelude::*,
    types::{Date, FileId, MessageThreadId},
};

use crate::types::*;

/// Checks that a value has a text, and the text that value.
#[track_caller]
fn check<T: CallbackData + Debug + PartialEq>(value: T, text: &str) {
    assert_eq!(value.pack(), text);
    assert_eq!(value.try_pack().as_deref(), Ok(text));
    assert_eq!(T::unpack(text), Some(value));
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
struct Strings(Box<str>, Arc<str>, std::borrow::Cow<'static, str>, FileId);

#[derive(CallbackData, Clone, Debug, PartialEq)]
struct Http2Request {
    r#type: u8,
}

#[test]
fn the_form_of_each_type_is_stable() {
    check(Unit, "unit:1");
    check(Empty {}, "empty:1");
    check(Whole(0, 31, 32, 1_000_000, 7), "w:10vw1wOMu7");
    check(Whole(255, 65535, u32::MAX, u64::MAX, 0), "w:1_7___1______3____________f0");
    check(Signed { small: 0, short: -1, int: 1, long: -2, wide: 16 }, "signed:10123w1");
    check(Sizes(5, -5), "sizes:159");
    check(Moment(Date(1_800_000_000)), "moment:1wwFDFH3");
    check(Color::Green, "color:11");
    check(Color::Custom(1, 2, 3), "color:12123");
    check(Action::Show, "a-c:10");
    check(Action::Paint { wall: None, color: Color::Red }, "a-c:1100");
    check(Action::Paint { wall: Some(9), color: Color::Green }, "a-c:11191");
    check(Action::Pair((true, 'é'), [1, 2]), "a-c:121é12");
    check(Action::Deep(Some(Box::new(Color::Red))), "a-c:1E110");
    let letters = Letters { flag: true, letter: '0', text: "héllo".into(), short: None };
    check(letters, "letters:1106héllo0");
    let lists = Lists { flags: vec![true, false], words: vec!["a".into(), String::new()] };
    check(lists, "lists:121021a0");
    let strings = Strings("a".into(), "b".into(), "".into(), FileId::from("id"));
    check(strings, "strings:11a1b02id");
    check(Http2Request { r#type: 1 }, "http2_request:11");
    let ids = Ids {
        user: UserId(5_000_000_000),
        chat: ChatId(-1_001_234_567_890),
        message: MessageId(4_711),
        topic: Some(MessageThreadId(3)),
    };
    check(ids, "i:1wwVTwG9zJFID-EW1KC916");
}

#[test]
fn the_prefix_and_the_version_are_constants() {
    assert_eq!((Unit::PREFIX, Unit::VERSION), ("unit:", Some(1)));
    assert_eq!((Whole::PREFIX, Whole::VERSION), ("w:", Some(1)));
    assert_eq!(<Http2Request as CallbackData>::PREFIX, "http2_request:");
}

#[test]
fn a_type_is_a_field_without_its_prefix() {
    assert_eq!(
        (<Color as DataField>::MAX_LEN, <Color as CallbackData>::MAX_LEN),
        (Some(7), Some(14))
    );
}
