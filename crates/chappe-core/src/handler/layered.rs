//! Layers of one handler.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    engine::Next,
    error::BoxError,
    event_type::EventType,
    handler::{BoxHandler, Handler, HandlerInfo},
    middleware::{IntoLayer, LayerDef},
    outcome::Outcome,
    request::Request,
};

/// Adds layers to one handler: `ban.layer(TimeoutLayer::new(…))`.
///
/// The compiler infers `E`, `T` and `S` where the handler is registered.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
/// use tower::{limit::ConcurrencyLimitLayer, timeout::TimeoutLayer};
///
/// async fn report() -> impl IntoOutcome {
///     reply("a long story")
/// }
///
/// async fn admins_only(
///     request: Request<Message>,
///     next: Next<Message>,
/// ) -> Result<Outcome, BoxError> {
///     match request.user() {
///         Some(user) if user.id == UserId(7) => next.run(request).await,
///         _ => Ok(Outcome::handled()),
///     }
/// }
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.on(
///         command("report"),
///         report
///             .layer(admins_only)
///             .layer(ConcurrencyLimitLayer::new(2))
///             .layer(TimeoutLayer::new(Duration::from_secs(30))),
///     )
///     .on(command("start"), async || reply("hello"))
/// });
/// # let _ = router;
/// ```
pub trait HandlerExt<E: EventType, T, S>: Handler<E, T, S> {
    /// Adds a layer around this handler only, inside all inner layers. Everything that an observer
    /// takes as a layer fits: see [`IntoLayer`].
    ///
    /// Of several layers, the first one added is the outermost.
    ///
    /// `Layer::layer` is called once for each registration of the handler, when the dispatcher is
    /// built: the updates that the route handles share the state of the layer. A handler that is
    /// [called](Handler::call) without a dispatcher applies its layers in each call.
    fn layer<L, M>(self, layer: L) -> Layered<Self, E, T, S>
    where
        L: IntoLayer<E, S, M>;
}

impl<E: EventType, T, S, H: Handler<E, T, S>> HandlerExt<E, T, S> for H {
    fn layer<L, M>(self, layer: L) -> Layered<Self, E, T, S>
    where
        L: IntoLayer<E, S, M>,
    {
        let layer = SharedLayer(Arc::new(Mutex::new(layer.into_layer().def)));
        Layered { handler: self, layer, types: PhantomData }
    }
}

/// A handler with a layer; created by [`HandlerExt::layer`].
#[must_use = "a handler does nothing until it is registered"]
pub struct Layered<H, E, T, S> {
    handler: H,
    layer: SharedLayer<S>,
    types: PhantomData<fn(E, T)>,
}

/// A layer that the clones of its handler share: each registration creates a service from it.
struct SharedLayer<S>(Arc<Mutex<LayerDef<S>>>);

impl<S> SharedLayer<S> {
    // A panic of `Layer::layer` leaves the layer as it is.
    fn lock(&self) -> MutexGuard<'_, LayerDef<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: 'static> SharedLayer<S> {
    fn def(self) -> LayerDef<S> {
        let def = self.lock();
        let (name, requires) = (def.name.clone(), def.requires.clone());
        let is_transparent = def.is_transparent;
        drop(def);
        LayerDef {
            name,
            requires,
            is_transparent,
            build: Box::new(move |state, next| (self.lock().build)(state, next)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<E, T, S, H> Handler<E, (Layered<(), (), (), ()>, T), S> for Layered<H, E, T, S>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    fn call(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static {
        let service = self.into_boxed().def.into_service(&state);
        Next::new(service).run(request)
    }

    /// The layer may store the values that the handler requires, and it may skip events.
    fn info(&self) -> HandlerInfo {
        let mut info = self.handler.info();
        info.requires.retain(|need| need.is_from_source);
        info.may_skip = true;
        info
    }

    fn into_boxed(self) -> BoxHandler<E, S> {
        let mut boxed = self.handler.into_boxed();
        boxed.def.layers.push(self.layer.def());
        boxed
    }
}

impl<H: Clone, E, T, S> Clone for Layered<H, E, T, S> {
    fn clone(&self) -> Self {
        let layer = SharedLayer(Arc::clone(&self.layer.0));
        Self { handler: self.handler.clone(), layer, types: PhantomData }
    }
}

impl<H, E, T, S> fmt::Debug for Layered<H, E, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layered<{}, {}>", std::any::type_name::<H>(), self.layer.lock().name)
    }
}
