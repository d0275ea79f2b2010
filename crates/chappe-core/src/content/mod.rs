//! The contents of messages.

mod kind;
mod table;

pub use self::kind::Content;
pub(crate) use self::table::for_each_content;
