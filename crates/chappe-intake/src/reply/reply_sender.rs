//! Sends replies through a service.

use std::{fmt, future::poll_fn, sync::Arc};

use chappe_core::{BoxError, CatchPanic, ErasedFuture, Reply};
use tower_service::Service;

/// Sends replies through a service, such as a bot.
///
/// The default one has no service: it drops replies, with a warning.
#[derive(Clone, Default)]
pub struct ReplySender {
    send: Option<Arc<dyn Fn(Reply) -> ErasedFuture<()> + Send + Sync>>,
}

impl ReplySender {
    /// Sends replies through `service`.
    pub fn through<S>(service: S) -> Self
    where
        S: Service<Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        let shared = Arc::new(service);
        let send = move |reply| -> ErasedFuture<()> {
            let shared = Arc::clone(&shared);
            // The service is cloned inside the future, where its panics are caught.
            Box::pin(async move {
                let mut service = S::clone(&shared);
                poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
                service.call(reply).await.map(drop).map_err(Into::into)
            })
        };
        Self { send: Some(Arc::new(send)) }
    }

    /// Sends a reply; `None` if there is no service.
    pub(crate) fn send(&self, reply: Reply) -> Option<CatchPanic<()>> {
        self.send.as_ref().map(|send| CatchPanic::new(send(reply)))
    }
}

impl fmt::Debug for ReplySender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplySender").field("has_service", &self.send.is_some()).finish()
    }
}
