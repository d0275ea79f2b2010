//! One request: from its head to its answer.

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
    address::{Peer, client},
    answer::{AnswerBody, carry, empty, only_post, refuse},
    body,
    options::Options,
    running::Running,
    state::State,
    webhook::Webhook,
};

/// How long a request waits until it is known who the bot is.
const PATIENCE: Duration = Duration::from_secs(5);

impl<B> Service<http::Request<B>> for Webhook
where
    B: Body + Send + 'static,
    B::Data: Buf + Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<AnswerBody>;
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
    /// Answers one request.
    pub(crate) async fn respond<B>(&self, request: http::Request<B>) -> Response<AnswerBody>
    where
        B: Body,
        B::Error: Into<BoxError>,
    {
        receive(self, request).await.unwrap_or_else(|refusal| refusal)
    }
}

/// One request from its head to its answer; refusals are errors.
async fn receive<B>(
    webhook: &Webhook,
    request: http::Request<B>,
) -> Result<Response<AnswerBody>, Response<AnswerBody>>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (options, state) = (&webhook.setup().options, webhook.state());
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        return Err(only_post());
    }
    admit(&head, options, state).map_err(refuse)?;
    let running = match state.running() {
        Some(running) => running,
        // In a box: it runs once, and would be part of the future of every request.
        None => {
            Box::pin(wake(webhook)).await.ok_or_else(|| refuse(StatusCode::SERVICE_UNAVAILABLE))?
        }
    };
    let update = body::read(body, &options.body, Update::from_slice).await.map_err(refuse)?;
    let update = update.map_err(|error| {
        report(|| tracing::warn!(%error, "a request is not an update"));
        refuse(StatusCode::BAD_REQUEST)
    })?;
    let mut waits = match running.accept(update).await {
        Admission::Pending(completion) => completion,
        Admission::Duplicate => return Ok(empty()),
        Admission::Rejected => return Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
    };
    // Nearly always it is there.
    let landed = match waits.try_recv() {
        Err(TryRecvError::Empty) => timeout(options.ack_deadline, waits).await,
        Ok(landing) => Ok(Ok(landing)),
        Err(TryRecvError::Closed) => Ok(Ok(Completion::Redeliver)),
    };
    match landed {
        Ok(Ok(Completion::Handled(reply))) => Ok(answer(reply)),
        Ok(Ok(Completion::Redeliver) | Err(_)) => Err(refuse(StatusCode::SERVICE_UNAVAILABLE)),
        // The handler goes on.
        Err(_) => Ok(empty()),
    }
}

/// What takes updates, at the first request of a webhook whose startup nobody ran, or while
/// that runs; `None` if it is not there in time.
async fn wake(webhook: &Webhook) -> Option<&Running> {
    let (setup, state) = (webhook.setup(), webhook.state());
    if state.is_closed() {
        return None;
    }
    state.warn_of_no_startup(setup);
    match timeout(PATIENCE, state.launch(setup)).await {
        Ok(Ok(running)) => Some(running),
        Ok(Err(error)) => {
            let cause = error.source();
            report(|| tracing::error!(%error, cause, "the webhook cannot take updates"));
            None
        }
        Err(_) => None,
    }
}

/// Checks all that the head tells.
fn admit(head: &Parts, options: &Options, state: &State) -> Result<(), StatusCode> {
    if let Some(allowed) = &options.allowed {
        let peer = head.extensions.get::<Peer>().map(|Peer(address)| address.ip());
        let client = client(peer, &head.headers, &options.trusted_proxies);
        if !client.is_some_and(|client| allowed.iter().any(|network| network.contains(client))) {
            return Err(StatusCode::FORBIDDEN);
        }
    }
    if !options.secrets.admit(&head.headers) {
        state.refusals.count();
        return Err(StatusCode::UNAUTHORIZED);
    }
    if !is_json(&head.headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Ok(())
}

/// Whether the body is JSON by its own word, or says nothing.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

fn answer(reply: Option<PendingReply>) -> Response<AnswerBody> {
    reply.map(PendingReply::take).map_or_else(empty, carry)
}

/// Response future of [`Webhook`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    future: Pin<Box<dyn Future<Output = Response<AnswerBody>> + Send>>,
}

impl Future for ResponseFuture {
    type Output = Result<Response<AnswerBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
