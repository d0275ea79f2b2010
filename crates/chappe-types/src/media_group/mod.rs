//! Albums.

mod error;
#[expect(clippy::module_inception, reason = "the module of `MediaGroup`")]
mod media_group;
#[cfg(test)]
mod tests;

pub use self::{error::MediaGroupError, media_group::MediaGroup};
