//! Conversion into a dispatcher.

use crate::{
    dispatcher::{builder::DispatcherBuilder, dispatcher::Dispatcher},
    router::Router,
};

/// The argument of a source of updates: a [`Dispatcher`], or a [`DispatcherBuilder`] or [`Router`]
/// from which one is built.
pub trait IntoDispatcher: Sized {
    /// Returns the dispatcher.
    fn into_dispatcher(self) -> Dispatcher;

    /// Returns the dispatcher, [traced](DispatcherBuilder::traced) unless it is already built.
    fn into_traced(self) -> Dispatcher {
        self.into_dispatcher()
    }
}

impl IntoDispatcher for Dispatcher {
    fn into_dispatcher(self) -> Dispatcher {
        self
    }
}

/// Panics like [`DispatcherBuilder::build`].
impl IntoDispatcher for DispatcherBuilder {
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        self.build()
    }

    #[track_caller]
    #[inline]
    fn into_traced(self) -> Dispatcher {
        self.traced().build()
    }
}

/// Panics like [`Dispatcher::new`].
impl IntoDispatcher for Router {
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        Dispatcher::new(self)
    }

    #[track_caller]
    #[inline]
    fn into_traced(self) -> Dispatcher {
        Dispatcher::builder(self).into_traced()
    }
}
