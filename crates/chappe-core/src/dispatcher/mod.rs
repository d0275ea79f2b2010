//! The dispatcher: a compiled router tree.

mod builder;
mod check;
mod compile;
mod data_types;
#[cfg(feature = "introspect")]
mod describe;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod dispatcher;
mod event_service;
#[cfg(feature = "introspect")]
mod explain;
mod future;
mod into_dispatcher;
#[cfg(feature = "introspect")]
mod introspect;
#[cfg(feature = "introspect")]
mod mermaid;
mod outline;
mod shadow;
mod unknown;

pub use self::{
    builder::{BuildError, DispatcherBuilder},
    dispatcher::Dispatcher,
    event_service::{EventService, WrongKind},
    future::ResponseFuture,
    into_dispatcher::IntoDispatcher,
};
#[cfg(feature = "introspect")]
pub use self::{
    describe::Description,
    explain::{Explanation, Step, Verdict},
};
