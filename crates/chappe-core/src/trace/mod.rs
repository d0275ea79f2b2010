//! What a dispatcher did with a request, step by step.

mod instrument;
mod outcome;
mod place;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod trace;
mod traced_filter;
mod traced_handler;
mod traced_stack;

pub(crate) use self::{instrument::Instruments, place::Place, traced_filter::TracedFilter};
pub use self::{
    outcome::StepOutcome,
    trace::{StepKind, Trace, TraceStep},
};
