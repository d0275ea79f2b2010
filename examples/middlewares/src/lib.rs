//! Every kind of middleware, at every position of a layer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use chappe::prelude::*;
use tower::{
    Layer, Service, ServiceBuilder,
    limit::{ConcurrencyLimitLayer, RateLimitLayer},
    timeout::TimeoutLayer,
};

/// Returns the bot's router.
pub fn app(db: Db) -> Router {
    let nested = Router::new("nested").message(|m| {
        m.outer_layer(TimeoutLayer::new(Duration::from_secs(20))) // plain tower
            .inner_layer(ConcurrencyLimitLayer::new(8)) // plain tower
            .on(command("double"), double)
    });
    Router::new("app")
        .update(|u| {
            u.outer_layer(ConcurrencyLimitLayer::new(256)) // plain tower, every update
                .outer_layer(from_fn(transaction))
                .inner_layer(TimeoutLayer::new(Duration::from_secs(25)))
        })
        .message(|m| {
            m.outer_layer(shared(RateLimitLayer::new(30, Duration::from_secs(1)))) // not `Clone`
                .outer_layer(without_spam)
                .outer_layer(before(trimmed))
                .inner_layer(
                    ServiceBuilder::new()
                        .layer(TimeoutLayer::new(Duration::from_secs(10)))
                        .layer(CounterLayer::default()),
                )
                .on(command("count"), count)
                .on(text(), echo)
        })
        .include(nested)
        .with_state(db)
}

/// Returns the single router that the simple diagram of the guide shows.
pub fn simple() -> Router {
    Router::new("simple").message(|m| {
        m.outer_layer(without_spam).inner_layer(CounterLayer::default()).on(command("count"), count)
    })
}

async fn count(Extension(Count(count)): Extension<Count>) -> impl IntoOutcome {
    reply(format!("handler number {count}"))
}

async fn double(CommandArgs(text): CommandArgs) -> impl IntoOutcome {
    reply(format!("{text}{text}"))
}

async fn echo(
    Text(text): Text,
    Extension(transaction): Extension<Transaction>,
) -> Result<impl IntoOutcome, Skip> {
    if text.starts_with('/') {
        return Err(Skip); // the next route that matches runs: here, one of the nested router
    }
    transaction.insert(&text);
    Ok(reply(text))
}

/// A layer as a struct: counts the handlers that run, and stores the count in each request.
#[derive(Clone, Debug, Default)]
pub struct CounterLayer {
    count: Arc<AtomicU64>,
}

/// The number of handlers that have started, this one included.
#[derive(Clone, Copy, Debug)]
pub struct Count(pub u64);

impl<S> Layer<S> for CounterLayer {
    type Service = Counter<S>;

    fn layer(&self, inner: S) -> Counter<S> {
        Counter { inner, count: Arc::clone(&self.count) }
    }
}

/// The service of [`CounterLayer`].
#[derive(Clone, Debug)]
pub struct Counter<S> {
    inner: S,
    count: Arc<AtomicU64>,
}

impl<S, E> Service<Request<E>> for Counter<S>
where
    S: Service<Request<E>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<E>) -> S::Future {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        self.inner.call(request.with(Count(count)))
    }
}

/// A middleware as a function, with an extractor: commits the writes of an update only if it
/// is handled without a failure.
async fn transaction(
    State(db): State<Db>,
    request: Request<Update>,
    next: Next<Update>,
) -> Result<Outcome, BoxError> {
    let transaction = db.begin();
    let outcome = next.run(request.with(transaction.clone())).await?;
    transaction.commit();
    Ok(outcome)
}

/// A middleware that rejects an event. It returns that the event is handled, without a reply, and
/// does not call the inner service.
async fn without_spam(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
    match request.event().text.as_deref() {
        Some(text) if text.contains("buy now") => Ok(Outcome::handled()),
        _ => next.run(request).await,
    }
}

/// A middleware that rewrites the event: filters and handlers see the trimmed text.
async fn trimmed(request: Request<Message>) -> Result<Request<Message>, BoxError> {
    let Some(text) = request.event().text.as_deref().map(str::trim) else { return Ok(request) };
    let mut message = request.event().clone();
    message.text = Some(text.into());
    Ok(request.with_event(message))
}

/// A list of lines, in place of a database.
#[derive(Clone, Debug, Default)]
pub struct Db {
    lines: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Db {
    fn begin(&self) -> Transaction {
        Transaction { db: self.clone(), pending: Self::default() }
    }

    /// Returns the committed lines.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Lines that are not committed.
#[derive(Clone, Debug)]
struct Transaction {
    db: Db,
    pending: Db,
}

impl Transaction {
    fn insert(&self, line: &str) {
        let mut pending =
            self.pending.lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        pending.push(line.to_owned());
    }

    fn commit(&self) {
        let lines = self.pending.lines();
        self.db.lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(lines);
    }
}
