//! Typed data of inline buttons.
//!
//! A type that implements [`CallbackData`] makes buttons ([`CallbackData::button`]); [`data()`] is
//! the filter of their presses, and the type itself, or [`Data`], is the argument of the handler.
//! `#[derive(CallbackData)]`, with the feature `derive`, writes the implementation.
//!
//! ```
//! use chappe::{prelude::*, types::InlineKeyboardMarkup};
//!
//! #[derive(CallbackData, Clone)]
//! struct Vote {
//!     question: u32,
//!     choice: u8,
//! }
//!
//! async fn ask() -> impl IntoOutcome {
//!     let yes = Vote { question: 7, choice: 1 }.button("Yes");
//!     let no = Vote { question: 7, choice: 0 }.button("No");
//!     reply("Tea?").reply_markup(InlineKeyboardMarkup::new(vec![vec![yes, no]]))
//! }
//!
//! async fn vote(vote: Vote) -> impl IntoOutcome {
//!     reply(format!("{} for question {}", vote.choice, vote.question))
//! }
//!
//! let router = Router::<()>::new("app")
//!     .message(|m| m.on(command("ask"), ask))
//!     .callback_query(|q| q.on(data::<Vote>(), vote));
//! # let _ = router;
//! ```
//!
//! # Form
//!
//! A derived type is written as its prefix, a colon, the version in base 36, and its fields in the
//! order of their declaration, without separators: `vote:171` above is version 1, question 7 and
//! choice 1. Each field is read back without the help of what follows it ([`DataField`]).
//!
//! | type | form | bytes |
//! |---|---|---|
//! | `u8` … `u128`, `usize` | digits of 5 bits, the lowest first; all digits but the last are marked | 1 per 5 bits |
//! | `i8` … `i128`, `isize`, ids that are numbers, `Date` | the same, of `2n` for `n ≥ 0` and of `−2n − 1` below | 1 per 5 bits |
//! | `bool` | `0` or `1` | 1 |
//! | `char` | itself in UTF-8 | 1–4 |
//! | `String`, `Str`, `Box<str>`, `Arc<str>`, ids that are texts | the length in bytes as a `u64`, and the text | 1 + length up to 31 bytes, 2 + length beyond |
//! | `Option<T>` | `0`, or `1` and the value | 1 + value |
//! | `[T; N]`, tuples, structs | the elements | the sum |
//! | `Vec<T>` of at most 64 items | the number of items as a `u64`, and the items | 1–3 + the sum |
//! | enums | the number of the variant as a `u32`, and its fields | 1 + fields, for up to 32 variants |
//!
//! The digits are `0`–`9`, `a`–`v`; the marked ones are `w`–`z`, `A`–`Z`, `-`, `_`. There is one form
//! for each value: text that is decoded is the text that the value is encoded to.
//!
//! The form is stable: it does not change with the version of this crate. It changes if fields or
//! variants are reordered, removed or inserted, or if a type is renamed without a `prefix`: then
//! increase `version`, so that old buttons are [`stale()`] instead of misread.

#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod callback_data;
mod containers;
mod data_error;
mod data_field;
mod data_filter;
mod digits;
mod extractor;
mod numbers;
mod reader;
mod stale;
mod strings;
mod writer;

#[doc(hidden)]
pub mod __private;

pub use self::{
    callback_data::CallbackData,
    data_error::DataError,
    data_field::DataField,
    data_filter::{DataOf, DataWhen, data},
    extractor::Data,
    reader::DataReader,
    stale::{Stale, stale},
    writer::DataWriter,
};
