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
        body::{BoxHttp, RequestBody, read},
        envelope,
        form::Form,
    },
    server::ApiServer,
    token::BotToken,
};

/// The largest answer that is read, in bytes. A batch of updates has about
/// 4 MiB at most.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// A `Service<Call>` over any `Service<http::Request>`: JSON unless files are
/// sent along, then a form.
///
/// What goes wrong is told by whether the call may have been made: nothing was
/// sent where no connection came about, everything else is ambiguous.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
}

struct Shared {
    http: BoxHttp,
    site: Arc<Site>,
}

/// Whom to call, and as whom.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) server: ApiServer,
    pub(crate) token: BotToken,
}

impl Site {
    /// A refusal without the token: a server may say what it was asked for.
    pub(crate) fn redacted(&self, mut kind: Kind) -> Kind {
        if let Kind::Refused(refusal) = &mut kind {
            if let Some(redacted) = self.token.redact(&refusal.description) {
                refusal.description = redacted.into();
            }
        }
        kind
    }
}

impl Http {
    pub(crate) fn new(http: BoxHttp, site: Arc<Site>) -> Self {
        Self { shared: Arc::new(Shared { http, site }) }
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
        f.debug_struct("Http").field("site", &self.shared.site).finish_non_exhaustive()
    }
}

async fn send(shared: Arc<Shared>, call: Call) -> Result<ApiResponse, Error> {
    let Shared { http, site } = &*shared;
    let request = request(site, &call).await?;
    let failed = |error: BoxError| describe(&call, site, error);
    let response = http.send(request).await.map_err(failed)?;
    let (head, body) = response.into_parts();
    let broke = |what| (call.method_name(), Kind::Ambiguous(what));
    let body = match read(body, MAX_ANSWER).await {
        Ok(Some(body)) => body,
        Ok(None) => {
            let (method, kind) = broke("the answer is too long");
            return Err(Error::new(method, kind));
        }
        Err(error) => {
            let (method, kind) = broke("the answer broke off");
            return Err(Error::because(method, kind, redact(error, &site.token)));
        }
    };
    envelope::open(head.status, &head.headers, &body)
        .map_err(|kind| Error::new(call.method_name(), site.redacted(kind)))
}

async fn request(site: &Site, call: &Call) -> Result<Request<RequestBody>, Error> {
    let unsent = |error: http::Error| Error::not_sent(call, error);
    let uri = site.server.method(&site.token, call.method()).map_err(unsent)?;
    let (media_type, body) = if call.files().is_empty() {
        let json = call.params().to_bytes();
        (HeaderValue::from_static("application/json"), RequestBody::whole(json))
    } else {
        // A box, for most calls have no files, and need no room for this.
        let form = Box::pin(Form::open(call)).await;
        let form = form.map_err(|error| Error::because(call.method_name(), Kind::Upload, error))?;
        (form.media_type(), RequestBody::form(form))
    };
    // Its length is in its size hint, where hyper and others look for it.
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    request.headers_mut().insert(header::CONTENT_TYPE, media_type);
    Ok(request)
}

/// What a transport's failure says about the call.
pub(crate) fn describe(call: &Call, site: &Site, error: BoxError) -> Error {
    let is_not_sent = {
        let by_hyper = find_error::<legacy::Error>(&*error).is_some_and(legacy::Error::is_connect);
        by_hyper || find_error::<NotSent>(&*error).is_some()
    };
    let error = redact(error, &site.token);
    if is_not_sent { Error::not_sent(call, error) } else { Error::ambiguous(call, error) }
}

/// An error of somebody else's transport may show the URL, and the token with
/// it: then its words are kept, without the token.
pub(crate) fn redact(error: BoxError, token: &BotToken) -> BoxError {
    let mut shown = false;
    let mut next = Some(&*error as &(dyn StdError + 'static));
    while let Some(error) = next {
        shown |= token.redact(&format!("{error} {error:?}")).is_some();
        next = error.source();
    }
    if !shown {
        return error;
    }
    let text = error.to_string();
    token.redact(&text).unwrap_or(text).into()
}

/// For transports of your own: wraps the error of a request of which nothing
/// reached the server, so that it may be made again, whatever it is.
#[derive(Debug)]
pub struct NotSent(BoxError);

impl NotSent {
    /// Nothing was sent, because of this.
    pub fn because(error: impl Into<BoxError>) -> Self {
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

/// The empty body, for requests of files.
pub(crate) fn get(uri: http::Uri) -> Request<RequestBody> {
    let mut request = Request::new(RequestBody::whole(Bytes::new()));
    *request.uri_mut() = uri;
    request
}
