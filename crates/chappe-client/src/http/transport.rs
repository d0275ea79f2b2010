//! A service of calls over a service of HTTP requests.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use chappe_core::{BoxError, find_error};
use http::{HeaderValue, Method, Request, header};
use hyper_util::client::legacy;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    error::{Error, Kind},
    http::{
        body::{BoxHttp, RequestBody, read_body},
        endpoint::Endpoint,
        envelope::decode_response,
        form::Form,
    },
};

/// The largest response that is read, in bytes. A batch of updates is at most about 4 MiB long.
const MAX_RESPONSE: usize = 16 * 1024 * 1024;

/// A `Service<Call>` over any `Service<http::Request>`: sends JSON, or a form if the call
/// has files.
///
/// Its errors distinguish whether the call may have been made: if no connection was
/// established, nothing was sent; every other failure is ambiguous.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

struct Shared {
    http: BoxHttp,
    endpoint: Arc<Endpoint>,
}

impl Http {
    pub(crate) fn new(http: BoxHttp, endpoint: Arc<Endpoint>) -> Self {
        Self { shared: Arc::new(Shared { http, endpoint }) }
    }
}

impl Service<Call> for Http {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    /// Always ready: the transport is made ready for each call.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        Box::pin(send(Arc::clone(&self.shared), call))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("endpoint", &self.shared.endpoint).finish_non_exhaustive()
    }
}

async fn send(shared: Arc<Shared>, call: Call) -> Result<ApiResponse, Error> {
    let Shared { http, endpoint } = &*shared;
    let request = request(endpoint, &call).await?;
    let failed = |error: BoxError| transport_error(&call, endpoint, error);
    let response = http.send(request).await.map_err(failed)?;
    let (head, body) = response.into_parts();
    let body = match read_body(body, MAX_RESPONSE).await {
        Ok(Some(body)) => body,
        Ok(None) => {
            return Err(Error::new(
                call.method_name(),
                Kind::Ambiguous("the response is too long"),
            ));
        }
        Err(error) => {
            let kind = Kind::Ambiguous("the connection closed before the response ended");
            return Err(Error::with_source(call.method_name(), kind, endpoint.redact(error)));
        }
    };
    decode_response(head.status, &head.headers, &body)
        .map_err(|kind| Error::new(call.method_name(), endpoint.redacted(kind)))
}

async fn request(endpoint: &Endpoint, call: &Call) -> Result<Request<RequestBody>, Error> {
    let unsent = |error: http::Error| Error::not_sent(call, error);
    let uri = endpoint.server.method(&endpoint.token, call.method()).map_err(unsent)?;
    let (media_type, body) = if call.files().is_empty() {
        let json = call.params().to_bytes();
        (HeaderValue::from_static("application/json"), RequestBody::whole(json))
    } else {
        // Boxed: most calls have no files, and their future does not reserve space for a form.
        let form = Box::pin(Form::open(call)).await;
        let form =
            form.map_err(|error| Error::with_source(call.method_name(), Kind::Upload, error))?;
        (form.media_type(), RequestBody::form(form))
    };
    // hyper sets `Content-Length` from the body's size hint.
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    request.headers_mut().insert(header::CONTENT_TYPE, media_type);
    Ok(request)
}

/// Converts a transport's error: either nothing was sent, or the outcome is unknown.
pub(crate) fn transport_error(call: &Call, endpoint: &Endpoint, error: BoxError) -> Error {
    let is_not_sent = {
        let by_hyper = find_error::<legacy::Error>(&*error).is_some_and(legacy::Error::is_connect);
        by_hyper || find_error::<NotSent>(&*error).is_some()
    };
    let error = endpoint.redact(error);
    if is_not_sent { Error::not_sent(call, error) } else { Error::ambiguous(call, error) }
}

/// The error of a custom transport for a request of which nothing reached the server. Its call can
/// always be retried safely.
///
/// # Example
///
/// ```
/// use chappe::client::NotSent;
///
/// let error = NotSent::new("the circuit breaker is open");
/// assert_eq!(error.to_string(), "nothing was sent");
/// ```
#[derive(Debug)]
pub struct NotSent(BoxError);

impl NotSent {
    /// Wraps the reason why nothing was sent.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl StdError for NotSent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// Returns a `GET` request without a body.
pub(crate) fn get_request(uri: http::Uri) -> Request<RequestBody> {
    let mut request = Request::new(RequestBody::whole(Bytes::new()));
    *request.uri_mut() = uri;
    request
}
