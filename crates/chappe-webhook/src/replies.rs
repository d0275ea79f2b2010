//! Replies that do not travel in an answer.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use chappe_core::{BoxError, Reply};
use tokio_util::task::TaskTracker;
use tower_service::Service;

use crate::caught::Caught;

/// A reply that is being sent.
type Sending = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// Sends replies that come too late for their answer, or drops them loudly.
#[derive(Clone, Default)]
pub(crate) struct LateReplies {
    send: Option<Arc<dyn Fn(Reply) -> Sending + Send + Sync>>,
}

impl LateReplies {
    /// Sends replies through a service.
    pub(crate) fn through<S>(service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        let shared = Arc::new(service);
        let send = move |reply| -> Sending {
            let shared = Arc::clone(&shared);
            // All of the service's own code runs here, on the task, where a
            // panic of it harms nobody.
            Box::pin(Caught::new(async move {
                let mut service = S::clone(&shared);
                std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
                service.call(reply).await.map(drop).map_err(Into::into)
            }))
        };
        Self { send: Some(Arc::new(send)) }
    }

    /// Sends one reply on a task of its own.
    fn send(&self, reply: Reply, tasks: &TaskTracker) {
        let method = reply.name();
        let (Some(send), Ok(runtime)) = (&self.send, tokio::runtime::Handle::try_current()) else {
            tracing::warn!(method, "a reply came too late for its answer and is dropped");
            return;
        };
        let sending = send(reply);
        tasks.spawn_on(
            async move {
                if let Err(error) = sending.await {
                    tracing::error!(method, %error, "a late reply could not be sent");
                }
            },
            &runtime,
        );
    }
}

impl fmt::Debug for LateReplies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LateReplies").field("sends", &self.send.is_some()).finish()
    }
}

/// A reply on its way to a request; if nobody takes it, it is sent late.
#[derive(Debug)]
pub(crate) struct Carried {
    reply: Option<Reply>,
    late: LateReplies,
    tasks: TaskTracker,
}

impl Carried {
    pub(crate) fn new(reply: Reply, late: LateReplies, tasks: TaskTracker) -> Self {
        Self { reply: Some(reply), late, tasks }
    }

    /// Takes the reply, to put it into an answer.
    pub(crate) fn take(&mut self) -> Option<Reply> {
        self.reply.take()
    }

    /// Puts a reply back that cannot travel in an answer.
    pub(crate) fn put_back(&mut self, reply: Reply) {
        self.reply = Some(reply);
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        if let Some(reply) = self.reply.take() {
            self.late.send(reply, &self.tasks);
        }
    }
}
