//! The cost of a dispatch through layers: a hundred commands in ten nested routers, three
//! outer layers that each insert a value, three inner ones, and a handler that reads a
//! value.

use std::{
    ffi::OsString,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll},
};

use allocation_counter::measure;
use chappe_core::{
    BoxError, Dispatcher, Observer, Request, Router, extract::Extension, filter::command,
};
use chappe_types::Message;
use tower::{Layer, Service, ServiceBuilder};

use crate::cost::{message, now};

/// How layers are added.
#[derive(Clone, Copy, Debug)]
pub enum Added {
    /// One by one.
    Singly,
    /// Three together, in a `ServiceBuilder`.
    Stacked,
}

/// The allocations of a dispatch to the middle command.
#[must_use]
pub fn allocations(added: Added) -> u64 {
    let (mut dispatcher, update) = (dispatcher(added), message("/cmd50"));
    let mut once = move || now(dispatcher.call(Request::from(update.clone())));
    let before = ran();
    // The first dispatch may initialize statics.
    assert!(once().is_ok_and(|outcome| outcome.is_handled()), "a command matches");
    assert_eq!(ran() - before, 7, "all layers and the handler ran");
    measure(|| drop(once())).count_total
}

/// Dispatches a message through layers in a `ServiceBuilder` repeatedly.
///
/// # Errors
///
/// Fails if the argument is not `LOOPS`.
pub fn spin(arguments: &[OsString]) -> Result<(), BoxError> {
    let [loops] = arguments else { return Err("spin-layers LOOPS".into()) };
    let loops: u32 = loops.to_str().unwrap_or_default().parse()?;
    let (mut dispatcher, update) = (dispatcher(Added::Stacked), message("/cmd50"));
    for _ in 0..loops {
        let outcome = now(dispatcher.call(Request::from(update.clone())))?;
        std::hint::black_box(outcome.is_handled());
    }
    Ok(())
}

fn dispatcher(added: Added) -> Dispatcher {
    let root = Router::new("root").message(|m| around(m, added));
    Dispatcher::new((0..10).fold(root, |root, router| {
        let nested = Router::new(format!("nested{router}")).message(|m| {
            (router * 10..(router + 1) * 10)
                .fold(m, |m, number| m.on(command(format!("cmd{number}")), handler))
        });
        root.include(nested)
    }))
}

fn around(on: Observer<Message>, added: Added) -> Observer<Message> {
    let (first, second, third) = (Outer(First(1)), Outer(Second(1)), Outer(Third(1)));
    match added {
        Added::Singly => on
            .outer_layer(first)
            .outer_layer(second)
            .outer_layer(third)
            .inner_layer(Inner)
            .inner_layer(Inner)
            .inner_layer(Inner),
        Added::Stacked => on
            .outer_layer(ServiceBuilder::new().layer(first).layer(second).layer(third))
            .inner_layer(ServiceBuilder::new().layer(Inner).layer(Inner).layer(Inner)),
    }
}

async fn handler(Extension(First(value)): Extension<First>) {
    RAN.fetch_add(value, Ordering::Relaxed);
}

/// The number of layers and handlers that ran.
static RAN: AtomicU64 = AtomicU64::new(0);

fn ran() -> u64 {
    RAN.load(Ordering::Relaxed)
}

// The values that the outer layers insert, one type each.
#[derive(Clone, Copy)]
struct First(u64);
#[derive(Clone, Copy)]
struct Second(#[expect(dead_code, reason = "only inserted")] u64);
#[derive(Clone, Copy)]
struct Third(#[expect(dead_code, reason = "only inserted")] u64);

/// Inserts a value.
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
        RAN.fetch_add(1, Ordering::Relaxed);
        self.inner.call(request.with(self.value.clone()))
    }
}

/// Forwards each request.
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
        RAN.fetch_add(1, Ordering::Relaxed);
        self.0.call(request)
    }
}
