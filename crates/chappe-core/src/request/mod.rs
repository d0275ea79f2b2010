//! Requests: events on their way, and what travels with them.

mod parts;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod request;
mod shared;

pub use self::request::Request;
pub(crate) use self::{parts::Parts, shared::Shared};
