//! Requests: events and the values that travel with them.

mod matched_route;
mod parts;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod request;
mod shared;

pub use self::request::Request;
pub(crate) use self::{matched_route::MatchedRoute, parts::Parts, shared::Shared};
