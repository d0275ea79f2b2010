//! The types that observers take as layers.

use std::{fmt, future::Future, marker::PhantomData, sync::Arc};

use tower_layer::Layer;
use tower_service::Service;

use crate::{
    engine::{Continuation, Erased, FnLayer, LayerService, Next},
    error::BoxError,
    event_type::EventType,
    extract::Requirement,
    middleware::{FromFn, Middleware, MiddlewareFn},
    names::short_type_name,
    outcome::Outcome,
    request::Request,
};

/// A type that can be a layer of an observer of `E`, in a router with the state `S`: any tower
/// [`Layer`], [`from_fn`](crate::from_fn), a [`Middleware`], or an
/// `async fn(Request<E>, Next<E>)`.
///
/// A layer fits if its service is
/// `Service<Request<E>, Response: Into<Outcome>, Error: Into<BoxError>, Future: Send>`
/// and `Clone + Send + Sync + 'static`. A layer whose service is not `Clone`, such as tower's
/// `RateLimitLayer`, fits through [`shared(layer)`](crate::shared).
///
/// `M` distinguishes the implementations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer for events of type `{E}`",
    label = "not a layer for `{E}`",
    note = "a tower `Layer` fits if its service is `Service<Request<{E}>, Response: Into<Outcome>, Error: Into<BoxError>, Future: Send + 'static> + Clone + Send + Sync + 'static`",
    note = "a layer whose service is not `Clone` (tower's `RateLimitLayer`, say) fits through `shared(layer)`",
    note = "a layer for HTTP, such as those of `tower-http`, wraps an HTTP service, not events: put it around the webhook's service, and use a layer of `tower` or a middleware here",
    note = "an `async fn(Request<{E}>, Next<{E}>) -> Result<Outcome, BoxError>` fits as it is; with extractors as its first arguments, through `from_fn(function)`"
)]
pub trait IntoLayer<E: EventType, S, M> {
    /// Erases the type of the layer.
    fn into_layer(self) -> BoxLayer<E, S>;
}

/// A layer with its type erased.
///
/// It costs nothing extra: an observer erases the types of all its layers. Each dispatch through an
/// erased layer allocates once.
#[must_use = "a layer does nothing until it is added to an observer"]
pub struct BoxLayer<E, S = ()> {
    pub(crate) def: LayerDef<S>,
    event: PhantomData<fn(E)>,
}

/// Creates the service of a layer from the state and the inner service.
type Build<S> = Box<dyn Fn(&Arc<S>, Continuation) -> Arc<dyn LayerService> + Send>;

/// A layer before the dispatcher is built.
pub(crate) struct LayerDef<S> {
    pub(crate) name: String,
    /// The values that the request must have when it reaches the layer.
    pub(crate) requires: Vec<Requirement>,
    /// Whether the layer calls the inner service in every case, with the request as it is.
    pub(crate) is_transparent: bool,
    pub(crate) build: Build<S>,
}

impl<S: 'static> LayerDef<S> {
    /// Binds the layer to the state of its router.
    pub(crate) fn with_state<S2>(self, state: &Arc<S>) -> LayerDef<S2>
    where
        S: Send + Sync,
    {
        let (build, state) = (self.build, Arc::clone(state));
        LayerDef {
            name: self.name,
            requires: self.requires,
            is_transparent: self.is_transparent,
            build: Box::new(move |_, next| build(&state, next)),
        }
    }
}

impl<E: EventType, S> BoxLayer<E, S> {
    /// Erases the type of a tower layer.
    pub fn new<L>(layer: L) -> Self
    where
        L: Layer<Next<E>> + Send + 'static,
        L::Service: Service<Request<E>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<E>>>::Response: Into<Outcome>,
        <L::Service as Service<Request<E>>>::Error: Into<BoxError>,
        <L::Service as Service<Request<E>>>::Future: Send + 'static,
    {
        Self::from_def(LayerDef {
            name: short_type_name::<L>(),
            requires: Vec::new(),
            is_transparent: false,
            build: Box::new(move |_, next| Arc::new(Erased::new(layer.layer(Next::new(next))))),
        })
    }

    /// Declares a value that the layer requires in the request. If the value is missing, the
    /// dispatcher fails to build, or the source of updates fails to start.
    ///
    /// `from_fn` declares the requirements of its extractors. Other layers declare nothing.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::extract::Requirement;
    /// use chappe::middleware::BoxLayer;
    /// use chappe::prelude::*;
    ///
    /// struct Tenant(u32);
    ///
    /// async fn check(request: Request<Message>) -> Result<Request<Message>, BoxError> {
    ///     request.get::<Tenant>().ok_or("no tenant")?;
    ///     Ok(request)
    /// }
    ///
    /// let tenant = Requirement::value::<Tenant>("put a layer that stores one around it");
    /// let layer = BoxLayer::new(before(check)).requires(tenant);
    /// let router = Router::<()>::new("app").message(|m| m.outer_layer(layer));
    /// # let _ = router;
    /// ```
    pub fn requires(mut self, requirement: Requirement) -> Self {
        self.def.requires.push(requirement);
        self
    }

    /// Creates a layer from a function. `call` is called when the dispatcher is built: it receives
    /// the state and returns the function.
    pub(crate) fn from_async<C, Fut>(
        name: String,
        call: impl Fn(&Arc<S>) -> C + Send + 'static,
    ) -> Self
    where
        C: Fn(Request<E>, Next<E>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Outcome, BoxError>> + Send + 'static,
    {
        Self::from_def(LayerDef {
            name,
            requires: Vec::new(),
            is_transparent: false,
            build: Box::new(move |state, next| Arc::new(FnLayer::new(call(state), next))),
        })
    }

    fn from_def(def: LayerDef<S>) -> Self {
        Self { def, event: PhantomData }
    }
}

impl<E, S> fmt::Debug for BoxLayer<E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BoxLayer").field(&self.def.name).finish()
    }
}

/// Marks the implementation of [`IntoLayer`] for tower layers.
#[derive(Debug)]
pub enum IsLayer {}

/// Marks the implementation of [`IntoLayer`] for functions with extractors.
#[derive(Debug)]
pub enum IsFromFn {}

/// Marks the implementation of [`IntoLayer`] for middlewares.
#[derive(Debug)]
pub enum IsMiddleware {}

#[diagnostic::do_not_recommend]
impl<E, S, L> IntoLayer<E, S, IsLayer> for L
where
    E: EventType,
    L: Layer<Next<E>> + Send + 'static,
    L::Service: Service<Request<E>> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request<E>>>::Response: Into<Outcome>,
    <L::Service as Service<Request<E>>>::Error: Into<BoxError>,
    <L::Service as Service<Request<E>>>::Future: Send + 'static,
{
    fn into_layer(self) -> BoxLayer<E, S> {
        BoxLayer::new(self)
    }
}

#[diagnostic::do_not_recommend]
impl<E, S, F, T> IntoLayer<E, S, (IsFromFn, T)> for FromFn<F, T>
where
    E: EventType,
    S: Send + Sync + 'static,
    F: MiddlewareFn<E, S, T>,
    T: 'static,
{
    fn into_layer(self) -> BoxLayer<E, S> {
        let name = format!("from_fn({})", short_type_name::<F>());
        let mut layer = BoxLayer::from_async(name, move |state: &Arc<S>| {
            let (function, state) = (self.function.clone(), Arc::clone(state));
            move |request, next| function.clone().call(request, next, Arc::clone(&state))
        });
        layer.def.requires = F::requires();
        layer
    }
}

#[diagnostic::do_not_recommend]
impl<E, S, T> IntoLayer<E, S, IsMiddleware> for T
where
    E: EventType,
    T: Middleware<E>,
{
    fn into_layer(self) -> BoxLayer<E, S> {
        let name = self.name();
        let middleware = Arc::new(self);
        BoxLayer::from_async(name, move |_| {
            let middleware = Arc::clone(&middleware);
            move |request, next| {
                let middleware = Arc::clone(&middleware);
                async move { middleware.handle(request, next).await }
            }
        })
    }
}

#[diagnostic::do_not_recommend]
impl<E: EventType, S> IntoLayer<E, S, Self> for BoxLayer<E, S> {
    fn into_layer(self) -> Self {
        self
    }
}
