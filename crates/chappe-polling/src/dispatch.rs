//! What updates are handed to.

use chappe_client::Bot;
use chappe_core::{BoxError, Dispatcher, ErasedService, Outcome, Request, Router};
use tower_layer::Layer;
use tower_service::Service;

/// A dispatcher, or a router that becomes one which knows its bot.
pub trait IntoDispatcher {
    /// The dispatcher.
    fn into_dispatcher(self, bot: &Bot) -> Dispatcher;
}

impl IntoDispatcher for Dispatcher {
    fn into_dispatcher(self, _: &Bot) -> Dispatcher {
        self
    }
}

/// Panics as [`Dispatcher::new`] does.
impl IntoDispatcher for Router {
    #[track_caller]
    fn into_dispatcher(self, bot: &Bot) -> Dispatcher {
        Dispatcher::builder(self).value(bot.clone()).build()
    }
}

/// What a layer around a dispatcher wraps.
pub type Dispatch = ErasedService<Request, Outcome>;

/// Puts layers around a bot's own dispatcher.
pub(crate) type Wrap = Box<dyn Fn(Dispatch) -> Dispatch + Send + Sync>;

pub(crate) fn wrap<L>(layer: L) -> Wrap
where
    L: Layer<Dispatch> + Send + Sync + 'static,
    L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request>>::Error: Into<BoxError>,
    <L::Service as Service<Request>>::Future: Send + 'static,
{
    Box::new(move |inner| Dispatch::new(layer.layer(inner)))
}
