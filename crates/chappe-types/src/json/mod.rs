//! A pull reader for JSON.
//!
//! Decoding requires two operations that serde's data model does not offer in one pass: looking
//! ahead for the tag of a union, and keeping an unknown member as raw JSON. The reader is not
//! generic, so the decoders of all types are instantiated once, in this crate.

mod digits;
mod error;
mod extents;
mod keys;
mod members;
mod reader;
mod skip;
mod string;

pub use self::{error::DecodeError, members::members};
pub(crate) use self::{
    error::Fault,
    keys::same,
    reader::{Reader, Result},
};
