//! What updates are handed to: a dispatcher, with layers around it.

use std::{fmt, sync::Arc};

use chappe_core::{BoxError, Dispatcher, ErasedService, Outcome, Request};
use tower_layer::Layer;
use tower_service::Service;

/// What a layer around a dispatcher wraps.
pub type Dispatch = ErasedService<Request, Outcome>;

type Wrap = Arc<dyn Fn(Dispatch) -> Dispatch + Send + Sync>;

/// Layers that a source puts around its dispatcher, the first one outermost.
#[derive(Clone, Default)]
pub struct Layers {
    wraps: Vec<Wrap>,
}

impl Layers {
    /// Adds a layer, inside of those before.
    pub fn push<L>(&mut self, layer: L)
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.wraps.push(Arc::new(move |inner| Dispatch::new(layer.layer(inner))));
    }

    /// The dispatcher with the layers around it. `Layer::layer` is called once a layer.
    pub fn around(&self, dispatcher: Dispatcher) -> Dispatch {
        let inner = Dispatch::new(dispatcher);
        self.wraps.iter().rev().fold(inner, |inner, wrap| wrap(inner))
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layers").field("len", &self.wraps.len()).finish()
    }
}
