//! What becomes a dispatcher.

use crate::{
    dispatcher::{builder::DispatcherBuilder, dispatcher::Dispatcher},
    router::Router,
};

/// What a source of updates takes: a [`Dispatcher`], or a [`DispatcherBuilder`] or
/// [`Router`] that becomes one.
pub trait IntoDispatcher: Sized {
    /// The dispatcher.
    fn into_dispatcher(self) -> Dispatcher;

    #[cfg(feature = "introspect")]
    /// The dispatcher, [traced](DispatcherBuilder::traced) unless it was built already.
    fn into_traced(self) -> Dispatcher {
        self.into_dispatcher()
    }
}

impl IntoDispatcher for Dispatcher {
    fn into_dispatcher(self) -> Dispatcher {
        self
    }
}

/// Panics as [`DispatcherBuilder::build`] does.
impl IntoDispatcher for DispatcherBuilder {
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        self.build()
    }

    #[cfg(feature = "introspect")]
    #[track_caller]
    fn into_traced(self) -> Dispatcher {
        self.traced().build()
    }
}

/// Panics as [`Dispatcher::new`] does.
impl IntoDispatcher for Router {
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        Dispatcher::new(self)
    }

    #[cfg(feature = "introspect")]
    #[track_caller]
    fn into_traced(self) -> Dispatcher {
        Dispatcher::builder(self).into_traced()
    }
}
