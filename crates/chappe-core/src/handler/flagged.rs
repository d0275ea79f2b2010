//! Flags: values of a handler that inner layers read.

use std::{fmt, future::Future, sync::Arc};

use crate::{
    error::BoxError,
    event_type::EventType,
    handler::{BoxHandler, Handler, HandlerInfo},
    outcome::Outcome,
    request::Request,
};

/// Attaches a flag to a handler: a value that inner layers read with [`Request::flag`].
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Copy)]
/// struct AdminsOnly;
///
/// async fn guard(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
///     match request.flag::<AdminsOnly>() {
///         Some(AdminsOnly) => Ok(Outcome::handled()),
///         None => next.run(request).await,
///     }
/// }
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.inner_layer(guard)
///         .on(command("ban"), flagged(async || reply("banned"), AdminsOnly))
///         .on(command("start"), async || reply("hello"))
/// });
/// # let _ = router;
/// ```
pub fn flagged<H, V>(handler: H, flag: V) -> Flagged<H, V> {
    Flagged { handler, flag }
}

/// A handler with a flag; created by [`flagged`].
#[derive(Clone, Copy)]
#[must_use = "a handler does nothing until it is registered"]
pub struct Flagged<H, V> {
    handler: H,
    flag: V,
}

#[diagnostic::do_not_recommend]
impl<E, T, S, H, V> Handler<E, (Flagged<(), ()>, T), S> for Flagged<H, V>
where
    E: EventType,
    H: Handler<E, T, S>,
    V: Clone + Send + Sync + 'static,
{
    fn call(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static {
        self.handler.call(request, state)
    }

    fn info(&self) -> HandlerInfo {
        let mut info = self.handler.info();
        info.flags.insert(self.flag.clone());
        info
    }

    fn into_boxed(self) -> BoxHandler<E, S>
    where
        T: 'static,
        S: Send + Sync + 'static,
    {
        self.handler.into_boxed()
    }
}

impl<H, V> fmt::Debug for Flagged<H, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flagged<{}>", std::any::type_name::<H>())
    }
}
