//! The tree of W2 and W3.

use std::task::{Context, Poll};

use chappe::prelude::*;
use harness::Counts;
use tower::{Layer, Service, ServiceBuilder};

/// Records which parts ran.
pub static COUNTS: Counts = Counts::new();

/// The values that the outer layers insert, one type each.
#[derive(Clone, Copy)]
pub struct First(pub u64);
#[derive(Clone, Copy)]
struct Second(#[expect(dead_code)] u64);
#[derive(Clone, Copy)]
struct Third(#[expect(dead_code)] u64);

/// Counts, and inserts a value.
#[derive(Clone)]
struct Outer<V>(V);

#[derive(Clone)]
struct OuterService<S, V> {
    inner: S,
    value: V,
}

impl<S, V: Clone> Layer<S> for Outer<V> {
    type Service = OuterService<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        OuterService { inner, value: self.0.clone() }
    }
}

impl<S, V> Service<Request<Message>> for OuterService<S, V>
where
    S: Service<Request<Message>>,
    V: Clone + Send + Sync + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Message>) -> S::Future {
        COUNTS.outer();
        self.inner.call(request.with(self.value.clone()))
    }
}

/// Counts.
#[derive(Clone)]
struct Inner;

#[derive(Clone)]
struct InnerService<S>(S);

impl<S> Layer<S> for Inner {
    type Service = InnerService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        InnerService(inner)
    }
}

impl<S: Service<Request<Message>>> Service<Request<Message>> for InnerService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Message>) -> S::Future {
        COUNTS.inner();
        self.0.call(request)
    }
}

/// How layers are added.
#[derive(Clone, Copy)]
pub enum Added {
    /// One by one.
    Singly,
    /// Three together, in a `ServiceBuilder`.
    Stacked,
}

/// Ten nested routers with `count` commands in all, and three layers of each kind.
pub fn tree<H, T>(count: usize, added: Added, handler: H) -> Router
where
    H: chappe::handler::Handler<Message, T, ()> + Clone,
    T: 'static,
{
    let root = Router::new("root").message(|m| match added {
        Added::Singly => m
            .outer_layer(Outer(First(1)))
            .outer_layer(Outer(Second(1)))
            .outer_layer(Outer(Third(1)))
            .inner_layer(Inner)
            .inner_layer(Inner)
            .inner_layer(Inner),
        Added::Stacked => m
            .outer_layer(
                ServiceBuilder::new()
                    .layer(Outer(First(1)))
                    .layer(Outer(Second(1)))
                    .layer(Outer(Third(1))),
            )
            .inner_layer(ServiceBuilder::new().layer(Inner).layer(Inner).layer(Inner)),
    });
    (0..10).fold(root, |root, router| {
        let (first, last) = (router * count / 10, (router + 1) * count / 10);
        let nested = Router::new(format!("nested{router}")).message(|m| {
            (first..last)
                .fold(m, |m, number| m.on(command(format!("cmd{number}")), handler.clone()))
        });
        root.include(nested)
    })
}
