//! The webhook as a tower service: from a request to its response.

use std::{
    convert::Infallible,
    error::Error as _,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Buf;
use chappe_core::BoxError;
use chappe_intake::{Admission, Completion, PendingReply, report};
use chappe_types::Update;
use http::{HeaderMap, Method, Response, StatusCode, header, request::Parts};
use http_body::Body;
use tokio::{sync::oneshot::error::TryRecvError, time::timeout};
use tower_service::Service;

use crate::{
    options::Options,
    request::{Peer, client_address, read_body},
    response::{ResponseBody, empty, method_not_allowed, refuse, with_reply},
    state::{Running, SharedState},
    webhook::Webhook,
};

/// How long a request waits until the bot's identity is known.
const LAUNCH_TIMEOUT: Duration = Duration::from_secs(5);

impl<B> Service<http::Request<B>> for Webhook
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        let webhook = self.clone();
        ResponseFuture { future: Box::pin(async move { webhook.respond(request).await }) }
    }
}

impl Webhook {
    /// Returns the response to one request.
    pub(crate) async fn respond<B>(&self, request: http::Request<B>) -> Response<ResponseBody>
    where
        B: Body,
        B::Error: Into<BoxError>,
    {
        receive(self, request).await.unwrap_or_else(|refusal| refusal)
    }
}

/// Processes one request. Responses that reject it are returned as errors.
async fn receive<B>(
    webhook: &Webhook,
    request: http::Request<B>,
) -> Result<Response<ResponseBody>, Response<ResponseBody>>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (options, state) = (&webhook.setup().options, webhook.state());
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        return Err(method_not_allowed());
    }
    check_head(&head, options, state).map_err(refuse)?;
    let running = match state.running() {
        Some(running) => running,
        // Boxed to keep the future of all later requests small.
        None => Box::pin(launch_on_request(webhook))
            .await
            .ok_or_else(|| refuse(StatusCode::SERVICE_UNAVAILABLE))?,
    };
    let update = read_body(body, &options.body, Update::from_slice).await.map_err(refuse)?;
    let update = update.map_err(|error| {
        report(|| tracing::warn!(%error, "the body of a request is not an update"));
        refuse(StatusCode::BAD_REQUEST)
    })?;
    let mut pending = match running.accept(update).await {
        Admission::Pending(completion) => completion,
        Admission::Duplicate => return Ok(empty()),
        Admission::Rejected => return Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
    };
    // Fast path: most updates have completed by now, and need no timer.
    let completion = match pending.try_recv() {
        Err(TryRecvError::Empty) => timeout(options.ack_deadline, pending).await,
        Ok(completion) => Ok(Ok(completion)),
        Err(TryRecvError::Closed) => Ok(Ok(Completion::Redeliver)),
    };
    match completion {
        Ok(Ok(Completion::Handled(reply))) => Ok(handled(reply)),
        Ok(Ok(Completion::Redeliver) | Err(_)) => Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
        // The deadline has passed: the handler continues.
        Err(_) => Ok(empty()),
    }
}

/// Launches a webhook whose startup was not run, or joins a launch in progress. Returns `None` if
/// the webhook is closed, if the launch fails, or if it takes too long.
async fn launch_on_request(webhook: &Webhook) -> Option<&Running> {
    let (setup, state) = (webhook.setup(), webhook.state());
    if state.is_closed() {
        return None;
    }
    state.warn_if_not_started(setup);
    match timeout(LAUNCH_TIMEOUT, state.launch(setup)).await {
        Ok(Ok(running)) => Some(running),
        Ok(Err(error)) => {
            let cause = error.source();
            report(|| tracing::error!(%error, cause, "the webhook cannot accept updates"));
            None
        }
        Err(_) => None,
    }
}

/// Checks the address, the secret and the media type.
fn check_head(head: &Parts, options: &Options, state: &SharedState) -> Result<(), StatusCode> {
    if let Some(allowed) = &options.allowed {
        let peer = head.extensions.get::<Peer>().map(|Peer(address)| address.ip());
        let client = client_address(peer, &head.headers, &options.trusted_proxies);
        if !client.is_some_and(|client| allowed.iter().any(|network| network.contains(client))) {
            return Err(StatusCode::FORBIDDEN);
        }
    }
    if !options.secrets.admit(&head.headers) {
        state.unauthorized.record();
        return Err(StatusCode::UNAUTHORIZED);
    }
    if !is_json(&head.headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Ok(())
}

/// Returns whether the `Content-Type` is JSON or missing.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// Returns 200 with the reply, if there is one.
fn handled(reply: Option<PendingReply>) -> Response<ResponseBody> {
    reply.map(PendingReply::take).map_or_else(empty, with_reply)
}

/// The response future of [`Webhook`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    future: Pin<Box<dyn Future<Output = Response<ResponseBody>> + Send>>,
}

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
