//! A panic harms its own update only.

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

use crate::support::{Log, answer, bot, message, ok, post, send, webhook};

#[tokio::test]
async fn panic_isolated() {
    let log = Log::default();
    let webhook = webhook(&log);
    let mut answers = Vec::new();
    for (id, text) in ["1", "panic", "3", "4", "5"].into_iter().enumerate() {
        let id = i64::try_from(id).unwrap();
        let (of_a, of_b) = tokio::join!(
            send(&webhook, message(id, 1, text)),
            send(&webhook, message(100 + id, 2, &format!("b{id}"))),
        );
        answers.extend([of_a.1, of_b.1]);
    }
    assert_eq!(answers, ["1", "b0", "", "b1", "3", "b2", "4", "b3", "5", "b4"]);
    assert_eq!(send(&webhook, message(200, 1, "next")).await, ok("next"));
}

/// Where a service panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Clone,
    PollReady,
    Call,
    Future,
    Drop,
}

/// A service that panics in one place, and later no more.
struct Panics<S> {
    inner: S,
    fuse: Fuse,
}

impl<S: Clone> Clone for Panics<S> {
    fn clone(&self) -> Self {
        self.fuse.at(Place::Clone);
        Self { inner: self.inner.clone(), fuse: self.fuse.clone() }
    }
}

#[derive(Clone)]
struct Fuse {
    place: Place,
    left: Arc<AtomicUsize>,
}

impl Fuse {
    fn at(&self, place: Place) {
        let take = |left: usize| left.checked_sub(1);
        let panics = self.place == place
            && self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        assert!(!panics, "in {place:?}");
    }
}

impl<S: Service<Request<Update>>> Service<Request<Update>> for Panics<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = PanicsFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.fuse.at(Place::PollReady);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Update>) -> Self::Future {
        self.fuse.at(Place::Call);
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
        self.fuse.at(Place::Future);
        self.inner.as_mut().poll(cx)
    }
}

impl<F> Drop for PanicsFuture<F> {
    fn drop(&mut self) {
        self.fuse.at(Place::Drop);
    }
}

/// Two updates meet the panic, a hundred after them do not.
async fn check(webhook: Webhook) {
    let mut replied = Vec::new();
    for id in 0..102 {
        let request = post(message(id, 7, "hi"));
        let (status, text) = answer(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(status, 200);
        replied.push(text == "hi");
    }
    let expected: Vec<bool> = (0..102).map(|id| id >= 2).collect();
    assert_eq!(replied, expected);
    webhook.drain().await;
}

async fn check_place(place: Place) {
    let fuse = || Fuse { place, left: Arc::new(AtomicUsize::new(2)) };
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
    check_place(Place::Clone).await;
}

#[tokio::test]
async fn layer_panics_poll_ready() {
    check_place(Place::PollReady).await;
}

#[tokio::test]
async fn layer_panics_call() {
    check_place(Place::Call).await;
}

#[tokio::test]
async fn layer_panics_future() {
    check_place(Place::Future).await;
}

#[tokio::test]
async fn layer_panics_drop() {
    check_place(Place::Drop).await;
}
