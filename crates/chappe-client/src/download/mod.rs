//! Downloads of files.
//!
//! The functions are `#[inline]`: they are compiled in crates that download files, and not in
//! every bot.

mod fetch;
mod path;
mod request;
mod stream;

pub use self::{request::Download, stream::FileStream};
