//! The calls, by what they are about.

mod about_chats;
mod about_messages;
mod about_stickers;

pub use about_chats::{chats, profile, topics};
pub use about_messages::{edits, messages, payments, queries};
pub use about_stickers::stickers;

/// Makes calls, and counts their answers by the texts of the calls.
macro_rules! read {
    ($answers:ident: $($call:expr),+ $(,)?) => {
        $(
            if $answers.wants(stringify!($call)) {
                $answers.add(stringify!($call), $call.await);
            }
        )+
    };
}

/// Makes a call whose answer later calls need.
macro_rules! get {
    ($answers:ident: $call:expr) => {
        if $answers.wants(stringify!($call)) {
            $answers.add(stringify!($call), $call.await)
        } else {
            None
        }
    };
}

use {get, read};
