//! The dispatcher: a compiled router tree as a service.
//!
//! In: `Request<Update>`; out: an [`Outcome`], or the error that no error observer has handled.

use std::{
    any::{Any, TypeId},
    fmt,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use chappe_types::{Update, UpdateKind, UpdateType};
use tower_service::Service;

use crate::{
    catch_panic::{CatchPanic, attempt, discard},
    dispatcher::{
        builder::{BuildError, DispatcherBuilder},
        check::SourceValue,
        compile::Tree,
        event_service::EventService,
        future::ResponseFuture,
        outline::RouterOutline,
        unknown,
    },
    engine::{LastMatch, Routes},
    error::BoxError,
    event_type::EventType,
    extract::AppContext,
    filter::{Matcher, check_all},
    me::Me,
    outcome::Outcome,
    request::{Parts, Request, Shared},
    router::{Callback, RouteInfo, Router},
};

/// A compiled router tree: a `Service<Request<Update>>`.
///
/// It is always ready, and cheap to clone: clones share the tree. Its response is the
/// [`Outcome`]. It fails with an error that no error observer has handled, or with an error
/// that [is a cancel](crate::is_cancel) or [a skip](crate::is_skip); a caller treats these two as
/// handled. A panic of user code does not unwind into the caller: the update fails with
/// [`Panicked`](crate::Panicked).
///
/// An update of a kind that this version does not know, or whose payload does not decode, is
/// logged at WARN with its id, its kind and the cause, without its content.
///
/// # Cancel safety
///
/// Dropping the future cancels the handler at the `.await` where it waits.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
/// use chappe_testing::UpdateBuilder;
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// let app = Router::new("app")
///     .message(|m| m.on(command("start"), async || reply("hello")));
/// let dispatcher = Dispatcher::builder(app).me(Me::new(42, "my_bot")).build();
///
/// let update = UpdateBuilder::message("/start@my_bot").build();
/// let outcome = dispatcher.oneshot(Request::from(update)).await?;
/// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
/// assert_eq!(reply.map(|method| &*method.text), Some("hello"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Dispatcher {
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) shared: Arc<Shared>,
}

/// A compiled tree, and the findings of its checks.
pub(crate) struct Compiled {
    pub(crate) tree: Tree,
    pub(crate) routes: Routes,
    pub(crate) outline: RouterOutline,
    pub(crate) warnings: Vec<String>,
    /// The values that the source of updates must provide.
    pub(crate) source_values: Vec<SourceValue>,
    /// Whether the warnings have been logged.
    pub(crate) warned: AtomicBool,
    /// Whether a command with bad arguments is answered with its usage line.
    pub(crate) sends_usage: bool,
}

impl Dispatcher {
    /// Compiles a router tree.
    ///
    /// Layers are applied here. Some of them require a runtime then, such as tower's `BufferLayer`
    /// and `RateLimitLayer`: call this inside one.
    ///
    /// # Panics
    ///
    /// Panics at the caller's line if the tree has mistakes: duplicate router names, commands
    /// that Telegram does not accept, handlers that require a value that is not provided, layers
    /// that panic when they are applied. The message lists all of them with their locations and
    /// remedies.
    /// [`DispatcherBuilder::try_build`] returns them instead.
    #[track_caller]
    pub fn new(router: Router) -> Self {
        Self::builder(router).build()
    }

    /// Builds a dispatcher with options: the identity of the bot, and values for all requests.
    pub fn builder(router: Router) -> DispatcherBuilder {
        DispatcherBuilder::new(router)
    }

    /// Returns the identity of the bot.
    pub fn me(&self) -> &Me {
        &self.shared.me
    }

    /// Returns the same tree for another bot, which has not [started](Self::has_started).
    #[must_use]
    pub fn with_me(&self, me: Me) -> Self {
        let mut shared = self.shared.for_another_bot();
        shared.me = me;
        Self { compiled: Arc::clone(&self.compiled), shared: Arc::new(shared) }
    }

    /// Returns the same tree with one more value for all requests, such as the bot that
    /// receives the updates. It replaces an earlier value of its type. The dispatcher counts as
    /// another bot's, which has not [started](Self::has_started).
    #[must_use]
    pub fn with_extension<T: Any + Send + Sync>(&self, value: T) -> Self {
        let mut shared = self.shared.for_another_bot();
        shared.values.insert(TypeId::of::<T>(), Arc::new(value));
        Self { compiled: Arc::clone(&self.compiled), shared: Arc::new(shared) }
    }

    /// Checks that the dispatcher has every value that its handlers require from the source of
    /// updates, such as the bot. Sources call this after they have added their values.
    ///
    /// # Errors
    ///
    /// Returns the missing values, the handlers that require them, and the remedies.
    pub fn check_source(&self) -> Result<(), BuildError> {
        let mut mistakes = Vec::new();
        for value in &self.compiled.source_values {
            if !self.shared.values.contains_key(&value.id) {
                mistakes.push(value.mistake.clone());
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(BuildError { mistakes }) }
    }

    /// Returns the kinds of update that have a handler in the tree, sorted by name. Handlers of
    /// `update` and `error` observers do not count.
    pub fn used_update_types(&self) -> Vec<UpdateType> {
        self.compiled.tree.used.clone()
    }

    /// Returns the kinds of update for Telegram's `allowed_updates`, sorted by name: the [used
    /// kinds](Self::used_update_types), and those whose observers have outer layers, which run
    /// even if no handler matches.
    ///
    /// Filters and inner layers have no effect without a handler, and do not count; nor do
    /// `update` and `error` observers, which observe every kind.
    ///
    /// Source: Bot API 10.3, [`getUpdates`](https://core.telegram.org/bots/api#getupdates).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// let app = Router::new("app")
    ///     .message(|m| m.on((), async || {}))
    ///     .edited_message(|m| m.outer_layer(AddExtensionLayer::new("seen")));
    /// let dispatcher = Dispatcher::new(app);
    /// assert_eq!(dispatcher.used_update_types(), [UpdateType::Message]);
    /// assert_eq!(dispatcher.allowed_updates(), [UpdateType::EditedMessage, UpdateType::Message]);
    /// ```
    pub fn allowed_updates(&self) -> Vec<UpdateType> {
        self.compiled.tree.allowed.clone()
    }

    /// Returns likely mistakes: handlers that an earlier one may shadow, inner layers without a
    /// handler, commands with capitals. They are logged once at WARN, at the first startup or
    /// update.
    pub fn warnings(&self) -> &[String] {
        &self.compiled.warnings
    }

    /// Calls the startup callbacks: those of a router first, then those of its nested routers in
    /// order. Their arguments are extracted from this dispatcher's identity and values.
    ///
    /// # Errors
    ///
    /// Returns the first failure; the later callbacks are not called. A panic is a failure.
    pub async fn startup(&self) -> Result<(), BoxError> {
        self.log_warnings();
        self.shared.has_started.store(true, Ordering::Relaxed);
        for callback in &self.compiled.tree.startup {
            self.run(callback).await?;
        }
        Ok(())
    }

    /// Returns whether [`startup`](Self::startup) has been called for this bot, on this
    /// dispatcher or one of its clones. The result of the callbacks makes no difference.
    ///
    /// Dispatchers that [`with_me`](Self::with_me) and
    /// [`with_extension`](Self::with_extension) return belong to other bots.
    pub fn has_started(&self) -> bool {
        self.shared.has_started.load(Ordering::Relaxed)
    }

    /// Calls the shutdown callbacks, in the reverse order of startup.
    ///
    /// # Errors
    ///
    /// Returns the first failure; the later callbacks are called nevertheless. A panic is a
    /// failure.
    pub async fn shutdown(&self) -> Result<(), BoxError> {
        let mut first = Ok(());
        for callback in self.compiled.tree.shutdown.iter().rev() {
            let result = self.run(callback).await;
            if first.is_ok() {
                first = result;
            } else {
                let _ = discard(result);
            }
        }
        first
    }

    /// Offers a failure from outside of the tree, such as a reply that could not be sent, to the
    /// root's error observer.
    ///
    /// Returns the response of an error handler, or the failure if none handles it. A cancel or
    /// a skip is not offered.
    pub fn raise(&self, request: Request, error: impl Into<BoxError>) -> ResponseFuture {
        let observers = self.compiled.tree.errors.iter().cloned().collect();
        ResponseFuture::raising(Arc::new(observers), error, self.receive(request))
            .sending_usage(self.compiled.sends_usage)
    }

    /// Offers a failure of background work that a handler has started to the error observer of
    /// the handler's router, then to those of the routers around it, the root's last. `request` is
    /// the request that the handler received.
    ///
    /// A failure of the handler itself is offered in the same order. Of these routers, only the
    /// error observers run, with their layers and filters: no `update` observer and no layer
    /// around events does. If an observer does not match, skips the failure or leaves it
    /// unhandled, the failure is offered to the next router. If an error handler fails, its error
    /// is offered to the next router instead. If an error handler has started the work, the
    /// failure is offered to the routers around its router.
    ///
    /// The observers receive the update of `request` and the values that it had when it entered
    /// the dispatcher, but none that layers or filters of the tree have stored. If the request has
    /// matched no route of this tree, the failure is offered to the root's error observer only, as
    /// by [`raise`](Self::raise).
    ///
    /// Returns the response of an error handler, or the failure if none handles it. A cancel or
    /// a skip is not offered.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::SendMessage;
    /// use chappe_testing::UpdateBuilder;
    /// use tower::ServiceExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let (sender, started) = std::sync::mpsc::channel();
    /// let shop = Router::new("shop")
    ///     .message(|m| m.on((), move |request: Request<Message>| {
    ///         // Background work would be started here, with the request.
    ///         let sent = sender.send(request.into_update());
    ///         async move { sent.map_err(|_| "no worker") }
    ///     }))
    ///     .error(|e| e.on((), async || reply("the shop had a problem")));
    /// let dispatcher = Dispatcher::new(Router::new("app").include(shop));
    ///
    /// dispatcher.clone().oneshot(Request::from(UpdateBuilder::message("hi").build())).await?;
    /// let outcome = dispatcher.raise_from(started.recv()?, "the work failed").await?;
    /// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    /// assert_eq!(reply.map(|method| &*method.text), Some("the shop had a problem"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn raise_from(&self, request: Request, error: impl Into<BoxError>) -> ResponseFuture {
        let parts = request.parts();
        let route = parts.route.as_deref().and_then(|route| self.compiled.routes.find(route));
        let Some(observers) = route.map(|route| Arc::clone(&route.errors)) else {
            return self.raise(request, error);
        };
        let mut parts = request.into_parts();
        let values = parts.values.truncated_to(parts.entered_with);
        let _ = discard(std::mem::replace(&mut parts.values, values));
        ResponseFuture::raising(observers, error, self.receive(Request::from_parts(parts)))
            .sending_usage(self.compiled.sends_usage)
    }

    /// Calls the filters of `matcher`. If `update` carries an `E` that passes them, returns a
    /// request with that event and the values that the filters have stored.
    ///
    /// The filters see this dispatcher's values and the identity of the bot. No layer and no
    /// handler is called. Extractors work on the returned request. The future borrows nothing.
    ///
    /// # Errors
    ///
    /// Returns the error of a filter, including [`Cancel`](crate::Cancel). A panic is an error.
    /// [`Skip`](crate::Skip) declines.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::filter::Matcher;
    /// use chappe::prelude::*;
    /// use chappe_testing::UpdateBuilder;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let dispatcher = Dispatcher::new(Router::new("app"));
    /// let answer = Matcher::<Message>::new((chat_id([7]), text()));
    ///
    /// let found = dispatcher.matches(&answer, UpdateBuilder::message("yes").build()).await?;
    /// let request = found.expect("it is a text from chat 7");
    /// let Text(text) = Text::from_request(&request, &()).await?;
    /// assert_eq!(&*text, "yes");
    /// # Ok(())
    /// # }
    /// ```
    pub fn matches<E: EventType>(
        &self,
        matcher: &Matcher<E>,
        update: Update,
    ) -> impl Future<Output = Result<Option<Request<E>>, BoxError>> + Send + use<E> {
        let parts = self.receive(Request::from(update));
        let filters = parts.event::<E>().map(|_| Arc::clone(&matcher.filters));
        let matches = CatchPanic::new(Box::pin(async move {
            let Some(filters) = filters else { return Ok(None) };
            let (parts, passed) = check_all(&filters, parts).await?;
            Ok(passed.then_some(parts))
        }));
        async move { Ok(matches.await?.map(Request::from_parts)) }
    }

    /// Returns the service of one kind of update: the layers, filters, handlers and nested
    /// routers of the root for it, without the root's `update` observer.
    ///
    /// # Panics
    ///
    /// Panics at the caller's line if updates of the kind `kind` carry no `E`.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::SendMessage;
    /// use chappe_testing::UpdateBuilder;
    /// use tower::{Service, ServiceBuilder, ServiceExt};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let app = Router::new("app").message(|m| m.on(command("start"), async || reply("hello")));
    /// let messages = Dispatcher::new(app).service::<Message>(UpdateType::Message);
    ///
    /// let mut service = ServiceBuilder::new().load_shed().concurrency_limit(64).service(messages);
    /// let request = Request::from(UpdateBuilder::message("/start").build());
    /// let request = request.try_into_event::<Message>();
    /// let outcome = service.ready().await?.call(request.expect("it is a message")).await?;
    /// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    /// assert_eq!(reply.map(|method| &*method.text), Some("hello"));
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn service<E: EventType>(&self, kind: UpdateType) -> EventService<E> {
        EventService::new(self.clone(), kind)
    }

    /// Returns the last route that an update of this dispatcher has matched.
    pub fn route_of(&self, last: LastMatch) -> Option<&RouteInfo> {
        self.compiled.routes.get(last.id()?).map(|route| &route.info)
    }

    /// Prepares a request for this tree.
    #[expect(clippy::unnecessary_box_returns, reason = "a request is one pointer")]
    pub(super) fn receive(&self, request: Request) -> Box<Parts> {
        let mut parts = request.into_parts();
        // A request from another dispatcher loses its route and its event.
        if let Some(shared) = parts.shared.replace(Arc::clone(&self.shared)) {
            let _ = discard(shared);
            let _ = discard(parts.event.take());
            // It may be the last reference to a dispatcher's handler.
            let _ = discard(parts.route.take());
        }
        parts.entered_with = parts.values.len();
        parts
    }

    /// Calls a callback. A panic is a failure.
    async fn run(&self, callback: &Callback) -> Result<(), BoxError> {
        let app = AppContext::new(Arc::clone(&self.shared));
        CatchPanic::new(attempt(|| callback(app))?).await
    }

    pub(super) fn log_warnings(&self) {
        if !self.compiled.warnings.is_empty() && !self.compiled.warned.swap(true, Ordering::Relaxed)
        {
            for warning in &self.compiled.warnings {
                tracing::warn!("{warning}");
            }
        }
    }
}

impl Service<Request> for Dispatcher {
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> ResponseFuture {
        self.log_warnings();
        if let UpdateKind::Unknown(unknown) = &request.update().kind {
            unknown::warn(request.update_id(), unknown);
        }
        let tree = &self.compiled.tree;
        ResponseFuture::new(&tree.entry.outermost, tree.errors.as_ref(), self.receive(request))
            .sending_usage(self.compiled.sends_usage)
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher")
            .field("router", &self.compiled.outline.name)
            .field("me", &self.shared.me)
            .finish_non_exhaustive()
    }
}
