//! The objects and methods of Telegram's Bot API 10.3.
//!
//! Objects and methods are generated from a schema; names are Telegram's. Decoding takes one pass
//! and is lenient: unknown fields are skipped, and unknown members of unions and unknown kinds of
//! update are kept as raw JSON. Missing flags are false, and missing lists that Telegram always
//! sends are empty; an optional list is an `Option`, whose elements are
//! `message.new_chat_members.iter().flatten()`. A missing required field is empty too, if it was
//! introduced after Bot API 6.0 and after its object, because older servers do not send it.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe::types::UpdateKind;
//!
//! let update = Update::from_slice(br#"{
//!     "update_id": 7,
//!     "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "hi"}
//! }"#)?;
//! let UpdateKind::Message(message) = &update.kind else { panic!("no message") };
//! assert_eq!(message.text.as_deref(), Some("hi"));
//! # Ok::<(), chappe::types::DecodeError>(())
//! ```
//!
//! Methods are structs with chained setters; shortcuts on events, and on the chats, users and ids in
//! them, return a method with the addresses of the event:
//!
//! ```
//! use chappe::types::{Message, Object, ParseMode};
//!
//! let message = Message::from_json(
//!     br#"{"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}"#,
//! )?;
//! let method = message.reply("<b>hello</b>").parse_mode(ParseMode::Html);
//! let replied = method.reply_parameters.and_then(|reply| reply.message_id);
//! assert_eq!(replied, Some(message.message_id));
//! assert_eq!(message.chat.answer("hello"), message.chat.id.answer("hello"));
//! # Ok::<(), chappe::types::DecodeError>(())
//! ```
//!
//! The crate contains no I/O, no clock and nothing asynchronous.

mod author;
mod chat_boost_source;
mod chat_member;
mod date;
mod delete_any_message;
mod empty;
mod entities;
#[cfg(feature = "fixtures")]
pub mod fixtures;
#[expect(
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    clippy::match_same_arms,
    clippy::return_self_not_must_use,
    clippy::fn_params_excessive_bools,
    clippy::use_self,
    reason = "generated: the shapes are Telegram's"
)]
mod generated;
mod ids;
mod input_file;
mod json;
mod keyboard_button;
mod length_error;
mod maybe_inaccessible_message;
mod media_group;
mod mention;
mod message_or_true;
mod method;
mod object;
mod open_enum;
mod payload;
mod pre_checkout;
mod print;
mod raw_json;
mod read;
mod recipient;
mod send_copy;
mod shortcuts;
mod str;
mod tabled;
mod unknown_update;
mod update;
mod update_type;
mod upload;

/// The type of files in memory: a slice with shared ownership, whose clones are cheap.
#[doc(no_inline)]
pub use bytes::Bytes;

#[doc(hidden)]
pub use self::json::members as json_members;
#[doc(hidden)]
pub use self::update::json_depth;
pub use self::{
    delete_any_message::DeleteAnyMessage,
    entities::Entities,
    generated::*,
    ids::*,
    input_file::InputFile,
    json::DecodeError,
    length_error::LengthError,
    maybe_inaccessible_message::MaybeInaccessibleMessage,
    media_group::{MediaGroup, MediaGroupError},
    message_or_true::MessageOrTrue,
    method::{DynMethod, Method},
    object::Object,
    payload::Payload,
    raw_json::RawJson,
    recipient::Recipient,
    send_copy::{CannotCopy, SendCopy},
    str::Str,
    unknown_update::UnknownUpdate,
    update::Update,
    update_type::UnknownUpdateType,
    upload::{Upload, UploadContent},
};
