//! Traces: the steps that a dispatcher has taken with a request.

mod instrument;
mod location;
mod outcome;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod trace;
mod traced_filter;
mod traced_handler;
mod traced_layer;

pub(crate) use self::instrument::{trace_layer, trace_tree};
use self::location::StepLocation;
pub use self::{
    outcome::StepOutcome,
    trace::{StepKind, Trace, TraceStep},
};
