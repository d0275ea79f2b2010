//! Replies, and how they are sent.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use chappe_core::{BoxError, Caught, ErasedFuture, Reply, Request, TooLate, discard, find_error};
use chappe_types::{Update, UpdateType};
use tower_service::Service;

use crate::{
    caught::{report, steers},
    intake::Intake,
    tasks::Counted,
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

/// Where a reply comes from: whose intake sends it, and hears of it if that fails.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) update: Update,
    pub(crate) intake: Arc<Intake>,
}

impl Origin {
    /// Sends a reply; a failure goes to the error observers, whose own reply is
    /// sent in its place.
    pub(crate) async fn send(&self, reply: Reply) {
        let Some(send) = &self.intake.options.replies.send else {
            let method = reply.name();
            report(|| {
                tracing::warn!(method, "there is nothing to send a reply with: it is dropped");
            });
            return;
        };
        let Err(error) = Caught::new(send(reply)).await else { return };
        let (dispatcher, update) = (self.intake.dispatcher.clone(), self.update.clone());
        let raised = async move { dispatcher.raise(Request::from(update), error).await };
        let result = match Caught::new(Box::pin(raised)).await {
            Ok(outcome) => match outcome.into_reply() {
                Some(reply) => Caught::new(send(reply)).await,
                None => Ok(()),
            },
            Err(error) if steers(&error) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            report(|| self.complain(&*error));
            let _ = discard(error);
        }
    }

    fn complain(&self, error: &(dyn Error + 'static)) {
        let update_id = self.update.update_id.0;
        if find_error::<TooLate>(error).is_some() {
            tracing::warn!(update_id, error, "a reply came too late");
        } else {
            let kind = self.update.kind.update_type().map(UpdateType::as_str);
            tracing::error!(update_id, kind, error, "a reply could not be sent");
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
        let counted = origin.intake.tasks.enter();
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
            let tasks = origin.intake.tasks.clone();
            tasks.spawn_on(&runtime, Box::pin(async move { origin.send(reply).await }));
        } else {
            let method = reply.name();
            report(|| tracing::warn!(method, "a reply was dropped outside of a runtime"));
        }
    }
}
