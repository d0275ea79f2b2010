//! A layer that stores a value in each request.

use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use crate::request::Request;

/// A [`Layer`] that stores a clone of a value in each request, for the
/// extractor [`Extension`](crate::extract::Extension) and
/// [`Request::get`].
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.outer_layer(AddExtensionLayer::new(Greeting("ahoy")))
///         .on((), async |Extension(Greeting(text)): Extension<Greeting>| reply(text))
/// });
/// # let _ = router;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct AddExtensionLayer<T> {
    value: T,
}

impl<T> AddExtensionLayer<T> {
    /// Creates a layer that stores clones of `value`.
    pub fn new(value: T) -> Self {
        Self { value }
    }
}

impl<T: Clone, I> Layer<I> for AddExtensionLayer<T> {
    type Service = AddExtension<T, I>;

    fn layer(&self, inner: I) -> AddExtension<T, I> {
        AddExtension { value: self.value.clone(), inner }
    }
}

/// A [`Service`] that stores a value in each request.
#[derive(Clone, Copy, Debug)]
pub struct AddExtension<T, I> {
    value: T,
    inner: I,
}

impl<E, T, I> Service<Request<E>> for AddExtension<T, I>
where
    T: Clone + Send + Sync + 'static,
    I: Service<Request<E>>,
{
    type Response = I::Response;
    type Error = I::Error;
    type Future = I::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), I::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<E>) -> I::Future {
        self.inner.call(request.with(self.value.clone()))
    }
}
