//! W2: one `BoxCloneSyncService` per layer over a hash map of commands.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    convert::Infallible,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use harness::{Counts, Job, command, now};
use serde_json::Value;
use tower::{Service, ServiceExt as _, util::BoxCloneSyncService};

static COUNTS: Counts = Counts::new();

/// An update during its dispatch: the document, its command, and values by type.
struct Request {
    update: Arc<Value>,
    values: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

type Boxed = BoxCloneSyncService<Request, bool, Infallible>;

struct First(u64);
struct Second;
struct Third;

/// Counts, and inserts a value.
struct Outer<S, V> {
    inner: S,
    value: fn() -> V,
}

impl<S: Clone, V> Clone for Outer<S, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), value: self.value }
    }
}

impl<S: Service<Request>, V: Send + Sync + 'static> Service<Request> for Outer<S, V> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        COUNTS.outer();
        request.values.insert(TypeId::of::<V>(), Box::new((self.value)()));
        self.inner.call(request)
    }
}

/// Counts.
#[derive(Clone)]
struct Inner<S>(S);

impl<S: Service<Request>> Service<Request> for Inner<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> S::Future {
        COUNTS.inner();
        self.0.call(request)
    }
}

/// Reads the value of the first layer.
#[derive(Clone)]
struct Handler;

impl Service<Request> for Handler {
    type Response = bool;
    type Error = Infallible;
    type Future = Ready<Result<bool, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let first = request.values.get(&TypeId::of::<First>());
        let first = first.and_then(|first| first.downcast_ref::<First>());
        COUNTS.handler(first.map_or(0, |first| first.0));
        ready(Ok(true))
    }
}

/// Routes by the command.
#[derive(Clone)]
struct Routes(Arc<HashMap<String, Boxed>>);

impl Service<Request> for Routes {
    type Response = bool;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<bool, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let text = request.update["message"]["text"].as_str().unwrap_or_default();
        let word = text.split(' ').next().and_then(|word| word.strip_prefix('/'));
        match word.and_then(|word| self.0.get(word)) {
            Some(route) => Box::pin(route.clone().oneshot(request)),
            None => Box::pin(ready(Ok(false))),
        }
    }
}

pub fn run(job: &Job, commands: usize, target: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let _inside = runtime.enter();
    let inner = Boxed::new(Inner(Boxed::new(Inner(Boxed::new(Inner(Boxed::new(Handler)))))));
    let routes = (0..commands).map(|number| (format!("cmd{number}"), inner.clone())).collect();
    let routes = Boxed::new(Routes(Arc::new(routes)));
    let service = Boxed::new(Outer { inner: routes, value: || Third });
    let service = Boxed::new(Outer { inner: service, value: || Second });
    let service = Boxed::new(Outer { inner: service, value: || First(1) });
    let update: Arc<Value> = Arc::new(serde_json::from_slice(command(target)).expect("JSON"));
    let dispatch = |update: Arc<Value>| {
        let request = Request { update, values: HashMap::new() };
        let handled = now(service.clone().oneshot(request));
        std::hint::black_box(handled.unwrap_or_else(|never| match never {}));
    };
    COUNTS.assert(target != "nomatch", || dispatch(Arc::clone(&update)));
    job.run_with("bound", "boxed-layers", 1.0, || Arc::clone(&update), dispatch);
}
