//! An emulator as a service of HTTP requests.

use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
};

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use chappe_core::{BoxError, ErasedFuture};
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt as _, Full};
use tower_service::Service;

use crate::{
    emulator::Emulator,
    http::{
        guard,
        routes::{api_answer, route, too_large},
    },
};

/// The largest body that is kept, in bytes: people may send what bots may not.
const MAX_BODY: usize = 64 * 1024 * 1024;

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

    /// Refuses what another host was asked for, and what a page of another site
    /// asks: see [`Emulator::host`].
    ///
    /// Fails only where a [fault](crate::BrokenConnection) wants the connection
    /// to break, or the body does.
    fn call(&mut self, request: Request<B>) -> ResponseFuture {
        let emulator = self.clone();
        let (head, body) = request.into_parts();
        ResponseFuture {
            future: Box::pin(async move {
                if let Some(refusal) = guard::of_any(&emulator, &head.headers, &head.uri) {
                    return Ok(refusal);
                }
                if let Some(body) = read(body).await? {
                    return route(&emulator, &head, body).await;
                }
                Ok(api_answer(Err(too_large())))
            }),
        }
    }
}

/// Reads a body to its end; `None` if it is too large.
async fn read<B>(body: B) -> Result<Option<Bytes>, BoxError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (mut body, mut whole, mut is_too_large) = (pin!(body), BytesMut::new(), false);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(Into::into)?.into_data() {
            is_too_large |= data.remaining() > MAX_BODY - whole.len();
            if !is_too_large {
                whole.put(data);
            }
        }
    }
    Ok((!is_too_large).then(|| whole.freeze()))
}

/// Response future of an emulator.
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
