//! Middlewares as async functions with extractors.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tower_layer::Layer;
use tower_service::Service;

use crate::{
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, Requirement},
    middleware::Next,
    outcome::Outcome,
    request::Request,
};

/// Creates a layer from an async function whose first arguments are extractors, and whose last two
/// are the request and [`Next`].
///
/// The extractors use the state of the router. Their requirements are checked when the
/// dispatcher is built, as those of handlers are. Inside a `ServiceBuilder`, pass the state with
/// [`with_state`](FromFn::with_state); the requirements are then not checked.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct Maintenance(bool);
///
/// async fn closed_for_maintenance(
///     State(Maintenance(closed)): State<Maintenance>,
///     request: Request<Update>,
///     next: Next<Update>,
/// ) -> Result<Outcome, BoxError> {
///     if closed { Ok(Outcome::handled()) } else { next.run(request).await }
/// }
///
/// let router = Router::new("app")
///     .update(|u| u.outer_layer(from_fn(closed_for_maintenance)))
///     .message(|m| m.on((), async || reply("open")))
///     .with_state(Maintenance(false));
/// # let _: Router = router;
/// ```
pub fn from_fn<F, T>(function: F) -> FromFn<F, T> {
    FromFn { function, arguments: PhantomData }
}

/// An async function that an observer takes as a layer; created by [`from_fn`].
#[must_use = "a layer does nothing until it is added to an observer"]
pub struct FromFn<F, T> {
    pub(crate) function: F,
    arguments: PhantomData<fn() -> T>,
}

impl<F, T> FromFn<F, T> {
    /// Creates a tower [`Layer`] with a state, for use in a `ServiceBuilder`.
    pub fn with_state<S>(self, state: S) -> FromFnLayer<F, S, T> {
        FromFnLayer { function: self.function, state: Arc::new(state), arguments: PhantomData }
    }
}

impl<F, T> fmt::Debug for FromFn<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromFn<{}>", std::any::type_name::<F>())
    }
}

/// An async function for [`from_fn`]: its arguments are up to six extractors, the request and
/// [`Next`].
///
/// `T` are the types of the extractors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware function for `{E}`",
    label = "not a middleware function",
    note = "it must be an `async fn(extractors…, Request<{E}>, Next<{E}>) -> Result<Outcome, BoxError>`, and what it holds across `.await` must be `Send`"
)]
pub trait MiddlewareFn<E: EventType, S, T>: Clone + Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    fn call(
        self,
        request: Request<E>,
        next: Next<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static;

    /// Returns the requirements of the function's extractors.
    fn requires() -> Vec<Requirement>;
}

macro_rules! middleware_fns {
    ($(($($t:ident $v:ident),*))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E, S, F, Fut, $($t),*> MiddlewareFn<E, S, ($($t,)*)> for F
        where
            E: EventType,
            S: Send + Sync + 'static,
            F: Fn($($t,)* Request<E>, Next<E>) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = Result<Outcome, BoxError>> + Send + 'static,
            $($t: FromRequest<E, S> + Send + 'static,)*
        {
            async fn call(
                self,
                request: Request<E>,
                next: Next<E>,
                state: Arc<S>,
            ) -> Result<Outcome, BoxError> {
                $(let $v = match $t::from_request(&request, &state).await {
                    Ok(found) => found,
                    Err(rejection) => return Err(rejection.into()),
                };)*
                drop(state);
                self($($v,)* request, next).await
            }

            fn requires() -> Vec<Requirement> {
                let requires: &[fn() -> Vec<Requirement>] = &[$($t::requires),*];
                Requirement::all_of(requires)
            }
        }
    )+};
}

middleware_fns! {
    ()
    (T1 t1)
    (T1 t1, T2 t2)
    (T1 t1, T2 t2, T3 t3)
    (T1 t1, T2 t2, T3 t3, T4 t4)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6)
}

/// A [`Layer`] that applies an async function; created by [`FromFn::with_state`].
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FromFnLayer<F, S, T> {
    function: F,
    state: Arc<S>,
    arguments: PhantomData<fn() -> T>,
}

impl<F: Clone, S, T, I> Layer<I> for FromFnLayer<F, S, T> {
    type Service = FromFnService<F, S, T, I>;

    fn layer(&self, inner: I) -> Self::Service {
        FromFnService { layer: self.clone(), inner }
    }
}

impl<F: Clone, S, T> Clone for FromFnLayer<F, S, T> {
    fn clone(&self) -> Self {
        Self {
            function: self.function.clone(),
            state: Arc::clone(&self.state),
            arguments: PhantomData,
        }
    }
}

impl<F, S, T> fmt::Debug for FromFnLayer<F, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromFnLayer<{}>", std::any::type_name::<F>())
    }
}

/// A [`Service`] that applies an async function.
pub struct FromFnService<F, S, T, I> {
    layer: FromFnLayer<F, S, T>,
    inner: I,
}

impl<E, F, S, T, I> Service<Request<E>> for FromFnService<F, S, T, I>
where
    E: EventType,
    F: MiddlewareFn<E, S, T>,
    S: Send + Sync + 'static,
    I: Service<Request<E>> + Clone + Send + Sync + 'static,
    I::Response: Into<Outcome>,
    I::Error: Into<BoxError>,
    I::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // `Next::run` waits until the inner service is ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<E>) -> Self::Future {
        let FromFnLayer { function, state, .. } = self.layer.clone();
        Box::pin(function.call(request, Next::erase(self.inner.clone()), state))
    }
}

impl<F: Clone, S, T, I: Clone> Clone for FromFnService<F, S, T, I> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), inner: self.inner.clone() }
    }
}

impl<F, S, T, I> fmt::Debug for FromFnService<F, S, T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromFnService<{}>", std::any::type_name::<F>())
    }
}
