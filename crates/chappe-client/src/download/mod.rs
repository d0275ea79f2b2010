//! Downloads of files.

mod fetch;
mod path;
mod request;
mod stream;

pub use self::{request::Download, stream::FileStream};
