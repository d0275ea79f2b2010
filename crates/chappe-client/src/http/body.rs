//! Bodies of requests and answers, and the service between them.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes, BytesMut};
use chappe_core::{BoxError, ErasedFuture, ErasedService};
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, combinators::UnsyncBoxBody};
use tower_service::Service;

use crate::http::form::Form;

/// The body of a request: JSON, or a form with files that is read as it is
/// sent.
pub struct RequestBody(Inner);

enum Inner {
    Whole(Full<Bytes>),
    Form(Box<Form>),
}

impl RequestBody {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self(Inner::Whole(Full::new(bytes)))
    }

    pub(crate) fn form(form: Form) -> Self {
        Self(Inner::Form(Box::new(form)))
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.get_mut().0 {
            Inner::Whole(body) => Pin::new(body).poll_frame(cx).map_err(|never| match never {}),
            Inner::Form(form) => Pin::new(&mut **form).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(body) => body.is_end_stream(),
            Inner::Form(form) => form.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(body) => body.size_hint(),
            Inner::Form(form) => form.size_hint(),
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("size", &self.size_hint()).finish()
    }
}

/// The body of an answer, whatever transport it came through.
pub type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// Reads a body up to `most` bytes; `Ok(None)` if it has more.
pub(crate) async fn read(mut body: ResponseBody, most: usize) -> Result<Option<Bytes>, BoxError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        // Trailers mean nothing here.
        let Ok(data) = frame?.into_data() else { continue };
        if data.len() > most - whole.len() {
            return Ok(None);
        }
        if whole.is_empty() && body.is_end_stream() {
            return Ok(Some(data));
        }
        whole.extend_from_slice(&data);
    }
    Ok(Some(whole.freeze()))
}

/// A transport with its type erased.
pub(crate) type BoxHttp = ErasedService<Request<RequestBody>, Response<ResponseBody>>;

/// Erases a transport's type.
pub(crate) fn erase<S, B>(service: S) -> BoxHttp
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    BoxHttp::new(Boxing(service))
}

/// A transport whose answers have boxed bodies.
#[derive(Clone)]
struct Boxing<S>(S);

impl<S, B> Service<Request<RequestBody>> for Boxing<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<ResponseBody>;
    type Error = BoxError;
    type Future = ErasedFuture<Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let response = self.0.call(request);
        Box::pin(async move { Ok(response.await.map_err(Into::into)?.map(boxed)) })
    }
}

fn boxed<B>(body: B) -> ResponseBody
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    body.map_frame(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())))
        .map_err(Into::into)
        .boxed_unsync()
}
