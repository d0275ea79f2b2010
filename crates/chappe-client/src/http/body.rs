//! Bodies of requests and responses, and the transport with its type erased.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes, BytesMut};
use chappe_core::BoxError;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, combinators::UnsyncBoxBody};
use tower_service::Service;

use crate::http::form::Form;

/// The body of a request: JSON in memory, or a form whose files are read while it is sent.
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

/// The body of a response, for any transport.
pub type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// Reads a body of up to `max` bytes; returns `Ok(None)` if it is longer.
pub(crate) async fn read_body(
    mut body: ResponseBody,
    max: usize,
) -> Result<Option<Bytes>, BoxError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        // Trailers are ignored.
        let Ok(data) = frame?.into_data() else { continue };
        if data.len() > max - whole.len() {
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
#[derive(Clone)]
pub(crate) struct BoxHttp(Arc<dyn Transport>);

type ResponseFuture =
    Pin<Box<dyn Future<Output = Result<Response<ResponseBody>, BoxError>> + Send>>;

impl BoxHttp {
    /// Erases a transport's type.
    pub(crate) fn new<S, B>(service: S) -> Self
    where
        S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
        B: Body + Send + 'static,
        B::Data: Buf + Send,
        B::Error: Into<BoxError>,
    {
        Self(Arc::new(service))
    }

    /// Makes a clone of the transport ready and calls it.
    pub(crate) fn send(&self, request: Request<RequestBody>) -> ResponseFuture {
        self.0.send(request)
    }
}

trait Transport: Send + Sync {
    fn send(&self, request: Request<RequestBody>) -> ResponseFuture;
}

impl<S, B> Transport for S
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: Request<RequestBody>) -> ResponseFuture {
        let mut service = self.clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(boxed))
        })
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
