//! The dispatcher: a router tree, compiled.

mod builder;
mod check;
mod compile;
mod describe;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod dispatcher;
mod explain;
mod future;
mod into_dispatcher;
mod mermaid;
mod outline;
mod unknown;

pub use self::{
    builder::{BuildError, DispatcherBuilder},
    describe::Description,
    dispatcher::Dispatcher,
    explain::{Explanation, Step, Verdict},
    future::ResponseFuture,
    into_dispatcher::IntoDispatcher,
};
