//! Types of every shape.

use chappe::{
    prelude::*,
    types::{Date, MessageThreadId, Str},
};
use proptest::prelude::*;

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Unit;

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Empty {}

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "w")]
pub(crate) struct Whole(
    pub(crate) u8,
    pub(crate) u16,
    pub(crate) u32,
    pub(crate) u64,
    pub(crate) u128,
);

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Signed {
    pub(crate) small: i8,
    pub(crate) short: i16,
    pub(crate) int: i32,
    pub(crate) long: i64,
    pub(crate) wide: i128,
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Sizes(pub(crate) usize, pub(crate) isize);

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "i")]
pub(crate) struct Ids {
    pub(crate) user: UserId,
    pub(crate) chat: ChatId,
    pub(crate) message: MessageId,
    pub(crate) topic: Option<MessageThreadId>,
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Moment(pub(crate) Date);

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Letters {
    pub(crate) flag: bool,
    pub(crate) letter: char,
    pub(crate) text: String,
    pub(crate) short: Option<Str>,
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) enum Color {
    Red,
    Green,
    Custom(u8, u8, u8),
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "a-c")]
pub(crate) enum Action {
    Show,
    Paint {
        wall: Option<u16>,
        color: Color,
    },
    Pair((bool, char), [u8; 2]),
    #[callback_data(index = 40)]
    Deep(Option<Box<Color>>),
    Last(Ids),
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
pub(crate) struct Lists {
    pub(crate) flags: Vec<bool>,
    pub(crate) words: Vec<String>,
}

/// A value of a type and its text.
pub(crate) fn whole() -> impl Strategy<Value = Whole> {
    any::<(u8, u16, u32, u64, u128)>().prop_map(|(a, b, c, d, e)| Whole(a, b, c, d, e))
}

pub(crate) fn signed() -> impl Strategy<Value = Signed> {
    any::<(i8, i16, i32, i64, i128)>().prop_map(|(small, short, int, long, wide)| Signed {
        small,
        short,
        int,
        long,
        wide,
    })
}

pub(crate) fn sizes() -> impl Strategy<Value = Sizes> {
    any::<(usize, isize)>().prop_map(|(a, b)| Sizes(a, b))
}

pub(crate) fn ids() -> impl Strategy<Value = Ids> {
    any::<(i64, i64, i64, Option<i64>)>().prop_map(|(user, chat, message, topic)| Ids {
        user: UserId(user),
        chat: ChatId(chat),
        message: MessageId(message),
        topic: topic.map(MessageThreadId),
    })
}

pub(crate) fn letters() -> impl Strategy<Value = Letters> {
    any::<(bool, char, String, Option<String>)>().prop_map(|(flag, letter, text, short)| Letters {
        flag,
        letter,
        text,
        short: short.map(Str::from),
    })
}

pub(crate) fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Red),
        Just(Color::Green),
        any::<(u8, u8, u8)>().prop_map(|(a, b, c)| Color::Custom(a, b, c)),
    ]
}

pub(crate) fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Show),
        (any::<Option<u16>>(), color()).prop_map(|(wall, color)| Action::Paint { wall, color }),
        any::<((bool, char), [u8; 2])>().prop_map(|(pair, bytes)| Action::Pair(pair, bytes)),
        proptest::option::of(color().prop_map(Box::new)).prop_map(Action::Deep),
        ids().prop_map(Action::Last),
    ]
}

pub(crate) fn lists() -> impl Strategy<Value = Lists> {
    (proptest::collection::vec(any::<bool>(), 0..=64), any::<Vec<String>>()).prop_map(
        |(flags, mut words)| {
            words.truncate(64);
            Lists { flags, words }
        },
    )
}
