//! A pull reader for JSON.
//!
//! Decoding needs what serde's data model does not offer: to look ahead for a
//! union's tag and come back, and to keep an unknown member as it was written,
//! all in one pass. The reader is not generic, so that the decoders of all
//! types are compiled once, in this crate.

mod digits;
mod error;
mod keys;
mod members;
mod passed;
mod reader;
mod skip;
mod string;

pub use self::{error::DecodeError, members::members};
pub(crate) use self::{
    error::Fault,
    keys::same,
    reader::{Reader, Result},
};
