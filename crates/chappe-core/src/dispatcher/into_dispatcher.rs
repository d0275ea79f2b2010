//! What becomes a dispatcher.

use crate::{dispatcher::dispatcher::Dispatcher, router::Router};

/// What a source of updates takes: a [`Dispatcher`], or a [`Router`] that becomes one.
pub trait IntoDispatcher {
    /// The dispatcher.
    fn into_dispatcher(self) -> Dispatcher;
}

impl IntoDispatcher for Dispatcher {
    fn into_dispatcher(self) -> Dispatcher {
        self
    }
}

/// Panics as [`Dispatcher::new`] does.
impl IntoDispatcher for Router {
    #[track_caller]
    fn into_dispatcher(self) -> Dispatcher {
        Dispatcher::new(self)
    }
}
