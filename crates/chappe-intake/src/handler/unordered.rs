//! Handlers that run outside of their lane.

use std::{fmt, future::Future, sync::Arc};

use chappe_core::{
    BoxError, EventType, Handler, Outcome, Request,
    handler::{BoxHandler, HandlerInfo},
};

use crate::update::RunningUpdate;

/// Wraps a handler so that it leaves its [`Lane`](crate::Lane) when it starts: later updates of
/// the lane run concurrently.
///
/// The filters and the inner layers around the handler still start in the lane;
/// [the handler's own layers](chappe_core::HandlerExt::layer) start outside of it.
/// [`Lane`](crate::Lane) documents when the update is acknowledged.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("app")
///     .message(|m| m.on(command("report"), unordered(async || reply("a long story"))));
/// # let _ = router;
/// ```
pub fn unordered<H>(handler: H) -> Unordered<H> {
    Unordered { handler }
}

/// A handler that leaves its lane when it starts; created by [`unordered`].
#[derive(Clone, Copy)]
#[must_use = "a handler does nothing until it is registered"]
pub struct Unordered<H> {
    handler: H,
}

#[diagnostic::do_not_recommend]
impl<E, T, S, H> Handler<E, (Unordered<()>, T), S> for Unordered<H>
where
    E: EventType,
    H: Handler<E, T, S>,
{
    fn call(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static {
        release(&request);
        self.handler.call(request, state)
    }

    fn info(&self) -> HandlerInfo {
        self.handler.info()
    }

    fn into_boxed(self) -> BoxHandler<E, S>
    where
        T: 'static,
        S: Send + Sync + 'static,
    {
        self.handler.into_boxed().on_entry("unordered", release)
    }
}

fn release<E>(request: &Request<E>) {
    if let Some(update) = request.get::<Arc<RunningUpdate>>() {
        update.release();
    }
}

impl<H> fmt::Debug for Unordered<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unordered<{}>", std::any::type_name::<H>())
    }
}
