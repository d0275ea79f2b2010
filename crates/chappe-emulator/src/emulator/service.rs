//! An emulator as a service of HTTP requests.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes};
use chappe_core::{BoxError, ErasedFuture};
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use crate::{emulator::Emulator, http::answer};

impl<B> Service<Request<B>> for Emulator
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    /// Responds to a request. Requests for other hosts, and requests from pages of other sites,
    /// are refused with 403: see [`Emulator::host`].
    ///
    /// Fails if a [fault](crate::BrokenConnection) breaks the connection, or if the body
    /// of the request fails.
    fn call(&mut self, request: Request<B>) -> ResponseFuture {
        let emulator = self.clone();
        ResponseFuture { future: Box::pin(async move { answer(emulator.shared(), request).await }) }
    }
}

/// Response future of [`Emulator`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    future: ErasedFuture<Response<Full<Bytes>>>,
}

impl Future for ResponseFuture {
    type Output = Result<Response<Full<Bytes>>, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
