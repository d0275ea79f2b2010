//! The dispatcher: a router tree, compiled.

mod builder;
mod check;
mod compile;
mod describe;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod dispatcher;
mod event_service;
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
    event_service::{EventService, WrongKind},
    explain::{Explanation, Step, Verdict},
    future::ResponseFuture,
    into_dispatcher::IntoDispatcher,
};
