//! A panic affects only its own update.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use chappe_core::Request;
use chappe_types::Update;
use chappe_webhook::Webhook;
use tower::{Service, ServiceExt, layer::layer_fn};

use crate::support::{Log, bot, message, ok, post, send, status_and_text, webhook};

#[tokio::test]
async fn panic_isolated() {
    let log = Log::default();
    let webhook = webhook(&log);
    let mut responses = Vec::new();
    for (id, text) in ["1", "panic", "3", "4", "5"].into_iter().enumerate() {
        let id = i64::try_from(id).unwrap();
        let (of_a, of_b) = tokio::join!(
            send(&webhook, message(id, 1, text)),
            send(&webhook, message(100 + id, 2, &format!("b{id}"))),
        );
        responses.extend([of_a.1, of_b.1]);
    }
    assert_eq!(responses, ["1", "b0", "", "b1", "3", "b2", "4", "b3", "5", "b4"]);
    assert_eq!(send(&webhook, message(200, 1, "next")).await, ok("next"));
}

/// The method in which a service panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PanicPoint {
    Clone,
    PollReady,
    Call,
    Future,
    Drop,
}

/// A service that panics a limited number of times at one point.
struct Panics<S> {
    inner: S,
    fuse: Fuse,
}

impl<S: Clone> Clone for Panics<S> {
    fn clone(&self) -> Self {
        self.fuse.at(PanicPoint::Clone);
        Self { inner: self.inner.clone(), fuse: self.fuse.clone() }
    }
}

#[derive(Clone)]
struct Fuse {
    point: PanicPoint,
    left: Arc<AtomicUsize>,
}

impl Fuse {
    fn at(&self, point: PanicPoint) {
        let take = |left: usize| left.checked_sub(1);
        let panics = self.point == point
            && self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        assert!(!panics, "in {point:?}");
    }
}

impl<S: Service<Request<Update>>> Service<Request<Update>> for Panics<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = PanicsFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.fuse.at(PanicPoint::PollReady);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Update>) -> Self::Future {
        self.fuse.at(PanicPoint::Call);
        PanicsFuture { inner: Box::pin(self.inner.call(request)), fuse: self.fuse.clone() }
    }
}

struct PanicsFuture<F> {
    inner: Pin<Box<F>>,
    fuse: Fuse,
}

impl<F: Future> Future for PanicsFuture<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.fuse.at(PanicPoint::Future);
        self.inner.as_mut().poll(cx)
    }
}

impl<F> Drop for PanicsFuture<F> {
    fn drop(&mut self) {
        self.fuse.at(PanicPoint::Drop);
    }
}

/// Asserts that two updates panic, and a hundred after them do not.
async fn check(webhook: Webhook) {
    let mut replied = Vec::new();
    for id in 0..102 {
        let request = post(message(id, 7, "hi"));
        let (status, text) = status_and_text(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(status, 200);
        replied.push(text == "hi");
    }
    let expected: Vec<bool> = (0..102).map(|id| id >= 2).collect();
    assert_eq!(replied, expected);
    webhook.drain().await;
}

async fn check_panic_at(point: PanicPoint) {
    let fuse = || Fuse { point, left: Arc::new(AtomicUsize::new(2)) };
    let fused = fuse();
    let layer = layer_fn(move |inner| Panics { inner, fuse: fused.clone() });
    let inside = bot(&Log::default()).update(|u| u.outer_layer(layer));
    check(Webhook::new(inside)).await;
    let fused = fuse();
    let layer = layer_fn(move |inner| Panics { inner, fuse: fused.clone() });
    check(Webhook::new(bot(&Log::default())).layer(layer)).await;
}

#[tokio::test]
async fn layer_panics_clone() {
    check_panic_at(PanicPoint::Clone).await;
}

#[tokio::test]
async fn layer_panics_poll_ready() {
    check_panic_at(PanicPoint::PollReady).await;
}

#[tokio::test]
async fn layer_panics_call() {
    check_panic_at(PanicPoint::Call).await;
}

#[tokio::test]
async fn layer_panics_future() {
    check_panic_at(PanicPoint::Future).await;
}

#[tokio::test]
async fn layer_panics_drop() {
    check_panic_at(PanicPoint::Drop).await;
}
