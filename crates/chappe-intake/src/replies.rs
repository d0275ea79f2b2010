//! Replies, and how they are sent.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use chappe_core::{
    BoxError, CatchPanic, ErasedFuture, LastMatch, Outcome, Reply, Request, TooLate, discard,
    find_error, outcome::Replies,
};
use tower_service::Service;

use crate::{
    caught::{report, steers},
    in_flight::InFlight,
    intake::Intake,
    lane::Lane,
    tasks::Counted,
    update_task::kind_of,
};

/// A reply that is being sent.
type Sending = ErasedFuture<()>;

/// Sends replies through a service, or drops them loudly for want of one.
#[derive(Clone, Default)]
pub struct ReplySender {
    send: Option<Arc<dyn Fn(Reply) -> Sending + Send + Sync>>,
}

impl ReplySender {
    /// Sends replies through a service, such as a bot.
    pub fn through<S>(service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        let shared = Arc::new(service);
        let send = move |reply| -> Sending {
            let shared = Arc::clone(&shared);
            // All of the service's own code runs here, where a panic of it is
            // caught.
            Box::pin(async move {
                let mut service = S::clone(&shared);
                std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
                service.call(reply).await.map(drop).map_err(Into::into)
            })
        };
        Self { send: Some(Arc::new(send)) }
    }
}

impl fmt::Debug for ReplySender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplySender").field("sends", &self.send.is_some()).finish()
    }
}

/// Where a reply comes from: whose intake sends it, and who is told if that fails.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    in_flight: Arc<InFlight>,
}

impl Origin {
    pub(crate) fn new(in_flight: &Arc<InFlight>) -> Self {
        Self { in_flight: Arc::clone(in_flight) }
    }

    fn intake(&self) -> &Intake {
        &self.in_flight.intake
    }

    /// Sends replies, each after the one before; one that fails ends it. Whether all were
    /// sent.
    pub(crate) async fn send_all(&self, replies: Replies) -> bool {
        for reply in replies {
            if !self.send(reply).await {
                return false;
            }
        }
        true
    }

    /// Sends a reply; a failure goes to the error observers, whose own replies are
    /// sent in its place. Whether it was sent.
    pub(crate) async fn send(&self, reply: Reply) -> bool {
        let Some(send) = &self.intake().options.replies.send else {
            let method = reply.name();
            report(|| {
                tracing::warn!(method, "there is nothing to send a reply with: it is dropped");
            });
            return true;
        };
        let Err(error) = CatchPanic::new(send(reply)).await else { return true };
        let dispatcher = self.intake().dispatcher.clone();
        let handler = dispatcher.route_of(LastMatch::now()).map(ToString::to_string);
        let request = Request::from(self.in_flight.update.clone()).with(Lane::new(&self.in_flight));
        let raised = Box::pin(async move { dispatcher.raise(request, error).await });
        self.settle(raised, "a reply could not be sent", handler).await;
        false
    }

    /// Offers the failure of work in the background to the error observers of the handler's
    /// router, and to those around it.
    pub(crate) async fn fail(&self, request: Request, error: BoxError) {
        if steers(&error) {
            let _ = discard(error);
            return;
        }
        let dispatcher = self.intake().dispatcher.clone();
        let handler = request.route().map(ToString::to_string);
        let raised = Box::pin(async move { dispatcher.raise_from(request, error).await });
        self.settle(raised, "work in the background failed", handler).await;
    }

    /// Sends what error observers reply; what they do not take is logged.
    async fn settle(
        &self,
        raised: ErasedFuture<Outcome>,
        what: &'static str,
        handler: Option<String>,
    ) {
        let mut result = Ok(());
        match (CatchPanic::new(raised).await, &self.intake().options.replies.send) {
            (Ok(outcome), Some(send)) => {
                for reply in outcome.into_replies() {
                    result = CatchPanic::new(send(reply)).await;
                    if result.is_err() {
                        break;
                    }
                }
            }
            (Ok(_), None) => {}
            (Err(error), _) if steers(&error) => {}
            (Err(error), _) => result = Err(error),
        }
        if let Err(error) = result {
            report(|| self.complain(&*error, what, handler.as_deref()));
            let _ = discard(error);
        }
    }

    fn complain(&self, error: &(dyn Error + 'static), what: &'static str, handler: Option<&str>) {
        let update_id = self.in_flight.id().0;
        if find_error::<TooLate>(error).is_some() {
            tracing::warn!(update_id, error, "a reply came too late");
        } else {
            let kind = kind_of(&self.in_flight.update);
            let handler = handler.map(tracing::field::display);
            tracing::error!(update_id, kind, handler, error, "{what}");
        }
    }
}

/// A reply as the body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyBody {
    /// Its media type.
    pub media_type: Cow<'static, str>,
    /// The body.
    pub bytes: Vec<u8>,
}

/// A reply on its way to whoever waits for it; if nobody takes it, it is sent.
#[derive(Debug)]
pub struct Carried {
    reply: Option<(Reply, ReplyBody)>,
    origin: Origin,
    /// Who drains waits until it was taken or sent.
    _counted: Counted,
}

impl Carried {
    pub(crate) fn new(reply: Reply, body: ReplyBody, origin: Origin) -> Self {
        let counted = origin.intake().tasks.enter();
        Self { reply: Some((reply, body)), origin, _counted: counted }
    }

    /// Takes the reply, to put it into an answer.
    pub fn take(mut self) -> Option<ReplyBody> {
        self.reply.take().map(|(_, body)| body)
    }

    /// Sends it here and now.
    pub(crate) async fn send(mut self) {
        if let Some((reply, _)) = self.reply.take() {
            self.origin.send(reply).await;
        }
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        let Some((reply, _)) = self.reply.take() else { return };
        let origin = self.origin.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let tasks = origin.intake().tasks.clone();
            let sent = async move {
                origin.send(reply).await;
            };
            tasks.spawn_on(&runtime, Box::pin(sent));
        } else {
            let method = reply.name();
            report(|| tracing::warn!(method, "a reply was dropped outside of a runtime"));
        }
    }
}
