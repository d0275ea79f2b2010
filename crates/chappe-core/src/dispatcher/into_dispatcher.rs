//! The types that convert into a dispatcher.

use crate::{
    dispatcher::{builder::DispatcherBuilder, dispatcher::Dispatcher},
    router::Router,
};

/// An argument of sources of updates: a [`Dispatcher`], or a [`DispatcherBuilder`] or
/// [`Router`] that is built into one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be built into a dispatcher",
    label = "neither a `Router<()>` nor a `Dispatcher` or its builder",
    note = "if it is a router with the state `S`, set the state: `router.with_state(state)` returns a `Router<()>`"
)]
pub trait IntoDispatcher: Sized {
    /// Returns the dispatcher, after building it if necessary.
    ///
    /// # Panics
    ///
    /// Panics as [`DispatcherBuilder::build`] does.
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        match self.into_builder() {
            Ok(builder) => builder.build(),
            Err(dispatcher) => dispatcher,
        }
    }

    /// Returns the builder, for more options.
    ///
    /// # Errors
    ///
    /// Returns the dispatcher if it has been built already.
    fn into_builder(self) -> Result<DispatcherBuilder, Dispatcher>;
}

#[diagnostic::do_not_recommend]
impl IntoDispatcher for Dispatcher {
    fn into_builder(self) -> Result<DispatcherBuilder, Self> {
        Err(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoDispatcher for DispatcherBuilder {
    fn into_builder(self) -> Result<Self, Dispatcher> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoDispatcher for Router {
    fn into_builder(self) -> Result<DispatcherBuilder, Dispatcher> {
        Ok(Dispatcher::builder(self))
    }
}
