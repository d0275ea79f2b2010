//! Deduplication: the updates in flight and those handled recently.

mod admission;
mod completer;
mod completion;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod in_flight;
mod recent_ids;

pub use self::{admission::Admission, completion::Completion};
pub(crate) use self::{
    completer::{Completer, End},
    in_flight::InFlight,
};
