//! Handlers: the end of the way.

mod erased;
mod flagged;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod handler;

pub(crate) use self::erased::erase;
pub use self::{
    flagged::{Flagged, flagged},
    handler::{Handler, HandlerInfo},
};
