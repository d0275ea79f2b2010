//! Messages that are sent again by their content.

mod cannot_copy;
mod content;
mod paid_media;
mod poll;
mod poll_media;
#[expect(clippy::module_inception, reason = "the module of `SendCopy`")]
mod send_copy;
#[cfg(test)]
mod tests;

pub use self::{cannot_copy::CannotCopy, send_copy::SendCopy};
