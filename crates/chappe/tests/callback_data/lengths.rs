//! The greatest length of a type, and values that are too long.

use std::fmt::Debug;

use chappe::prelude::*;

use crate::types::*;

/// Checks that the longest of some values is as long as the type may be.
#[track_caller]
fn reaches<T: CallbackData + Debug>(most: usize, values: impl IntoIterator<Item = T>) {
    assert_eq!(T::MAX_LEN, Some(most));
    assert_eq!(values.into_iter().map(|value| value.pack().len()).max(), Some(most));
}

#[test]
fn the_bound_of_a_type_is_the_length_of_its_longest_value() {
    reaches(6, [Unit]);
    reaches(7, [Empty {}]);
    reaches(55, [Whole(u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX)]);
    let signed = |small, short, int, long, wide| Signed { small, short, int, long, wide };
    let lowest = signed(i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN);
    let greatest = signed(i8::MAX, i16::MAX, i32::MAX, i64::MAX, i128::MAX);
    reaches(60, [lowest, greatest]);
    reaches(33, [Sizes(usize::MAX, isize::MIN)]);
    let ids = Ids {
        user: UserId(i64::MIN),
        chat: ChatId(i64::MAX),
        message: MessageId(i64::MIN),
        topic: Some(chappe::types::MessageThreadId(i64::MIN)),
    };
    reaches(56, [ids.clone()]);
    let custom = Color::Custom(255, 255, 255);
    reaches(14, [Color::Red, custom.clone()]);
    reaches(
        60,
        [
            Action::Show,
            Action::Paint { wall: Some(u16::MAX), color: custom.clone() },
            Action::Pair((true, '😀'), [255; 2]),
            Action::Deep(Some(Box::new(custom))),
            Action::Last(ids),
        ],
    );
}

#[test]
fn texts_and_lists_have_no_bound() {
    assert_eq!((Letters::MAX_LEN, Lists::MAX_LEN), (None, None));
}

#[derive(CallbackData, Clone, Debug)]
enum Feedback {
    Stars(u8),
    Comment { order: u32, text: String },
    Both(Inner, String),
}

#[derive(CallbackData, Clone, Debug)]
struct Inner {
    long: String,
}

fn comment(text: &str) -> Feedback {
    Feedback::Comment { order: 7, text: text.to_owned() }
}

#[test]
fn a_value_of_64_bytes_is_a_button_and_a_longer_one_names_its_longest_field() {
    assert!(Feedback::Stars(5).try_button("b").is_ok());
    // The prefix, the version, the variant, the order, the length in two digits.
    let longest = 64 - "feedback:1".len() - 1 - 1 - 2;
    let button = comment(&"x".repeat(longest)).button("b");
    assert_eq!(button.callback_data.map(|data| data.len()), Some(64));
    let error = comment(&"x".repeat(longest + 1)).try_button("b").unwrap_err();
    assert_eq!((error.length(), error.longest(), error.field()), (65, 64, Some("Comment.text")));
    assert_eq!(
        error.to_string(),
        "callback data must have 1–64 bytes of UTF-8, and that of `Feedback` has 65, 53 of them for the field `Comment.text`: shorten it, or keep the value in a `Stash`"
    );
    let inner = Inner { long: "x".repeat(40) };
    let error = Feedback::Both(inner, "x".repeat(30)).try_button("b").unwrap_err();
    assert_eq!(error.field(), Some("Both.0"));
}

#[test]
#[should_panic(expected = "for the field `Comment.text`: shorten it")]
fn a_button_of_a_longer_value_panics() {
    let _ = comment(&"x".repeat(100)).button("b");
}

#[derive(CallbackData, Clone, Debug)]
#[callback_data(may_exceed)]
struct Many([i64; 6]);

#[test]
fn a_type_that_may_exceed_the_limit_is_checked_by_its_values() {
    assert_eq!(Many::MAX_LEN, Some(84));
    assert!(Many([9; 6]).try_button("b").is_ok());
    let error = Many([i64::MIN; 6]).try_button("b").unwrap_err();
    assert_eq!((error.length(), error.field()), (84, Some("0")));
}
