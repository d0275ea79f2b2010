//! Layers around a dispatcher, with their types erased.

use std::{fmt, sync::Arc};

use chappe_core::{BoxError, Dispatcher, ErasedService, Outcome, Request};
use tower_layer::Layer;
use tower_service::Service;

/// A dispatcher with any number of layers around it, with its type erased. It is the inner service
/// of each layer that a source takes.
pub type Dispatch = ErasedService<Request, Outcome>;

type Wrap = Arc<dyn Fn(Dispatch) -> Dispatch + Send + Sync>;

/// Layers that a source wraps its dispatcher in; the first one is outermost.
#[derive(Clone, Default)]
pub struct Layers {
    wraps: Vec<Wrap>,
}

impl Layers {
    /// Adds a layer, inside of all layers added before.
    pub fn push<L>(&mut self, layer: L)
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.wraps.push(Arc::new(move |inner| Dispatch::new(layer.layer(inner))));
    }

    /// Wraps `dispatcher` in the layers. Calls `Layer::layer` once per layer.
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
