//! The service of one kind of update.

use std::{
    any::TypeId,
    error::Error,
    fmt,
    marker::PhantomData,
    task::{Context, Poll},
};

use chappe_types::UpdateType;
use tower_service::Service;

use crate::{
    dispatcher::{dispatcher::Dispatcher, future::ResponseFuture},
    error::BoxError,
    event_type::{EventType, payload_of},
    names::{short_name, short_type_name},
    outcome::Outcome,
    request::Request,
};

/// The service of a router tree for one kind of update; created by [`Dispatcher::service`].
///
/// It runs neither the root's `update` observer nor the hooks of stages for whole updates. It is
/// always ready, and cheap to clone. As in the [`Dispatcher`], a failure that leaves the root
/// router is offered to the root's error observer, and a panic of user code is an error.
///
/// Convert an update into its request with
/// [`try_into_event`](crate::Request::try_into_event). A request of another kind of update fails
/// with [`WrongKind`], even if it carries an `E`; this error is offered to the root's error
/// observer too.
///
/// The caller does the work of a source of updates: it sends the replies of the outcome, runs the
/// startup and shutdown callbacks, and provides the bot
/// ([`extension`](crate::DispatcherBuilder::extension)) and its identity
/// ([`me`](crate::DispatcherBuilder::me)). To wrap one kind of update in layers behind a source,
/// use [`Observer::outer_layer`](crate::Observer::outer_layer) instead.
///
/// # Cancel safety
///
/// Dropping the future cancels the handler at the `.await` where it waits.
pub struct EventService<E> {
    dispatcher: Dispatcher,
    kind: UpdateType,
    event: PhantomData<fn(E)>,
}

impl<E: EventType> EventService<E> {
    #[track_caller]
    pub(crate) fn new(dispatcher: Dispatcher, kind: UpdateType) -> Self {
        let (id, payload) = payload_of(kind);
        assert!(
            id == Some(TypeId::of::<E>()),
            "updates of the kind `{kind}` carry no `{}`: use `service::<{}>(…)`",
            short_type_name::<E>(),
            short_name(payload),
        );
        Self { dispatcher, kind, event: PhantomData }
    }
}

impl<E: EventType> Service<Request<E>> for EventService<E> {
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<E>) -> ResponseFuture {
        let dispatcher = &self.dispatcher;
        dispatcher.log_warnings();
        let found = request.kind();
        let parts = dispatcher.receive(request.into_update());
        let tree = &dispatcher.compiled.tree;
        if found == Some(self.kind) {
            ResponseFuture::new(&tree.split, tree.errors.as_ref(), parts)
                .sending_usage(dispatcher.compiled.sends_usage)
        } else {
            let error = WrongKind { expected: self.kind, found };
            ResponseFuture::failed(error.into(), tree.errors.as_ref(), parts)
        }
    }
}

impl<E> Clone for EventService<E> {
    fn clone(&self) -> Self {
        Self { dispatcher: self.dispatcher.clone(), kind: self.kind, event: PhantomData }
    }
}

impl<E> fmt::Debug for EventService<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventService")
            .field("dispatcher", &self.dispatcher)
            .field("kind", &self.kind)
            .finish()
    }
}

/// The [`EventService`] of one kind of update received a request of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongKind {
    expected: UpdateType,
    found: Option<UpdateType>,
}

impl WrongKind {
    /// Returns the kind that the service handles.
    pub fn expected(&self) -> UpdateType {
        self.expected
    }

    /// Returns the kind of the request; `None` if this version does not know the kind.
    pub fn found(&self) -> Option<UpdateType> {
        self.found
    }
}

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.map_or("unknown", UpdateType::as_str);
        write!(f, "the service of `{}` received an update of the kind `{found}`", self.expected)
    }
}

impl Error for WrongKind {}
