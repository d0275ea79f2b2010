//! The dispatcher's service.

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
        check::Wanted,
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

/// A router tree, compiled into services: `Service<Request<Update>>`.
///
/// It is always ready, and cheap to clone: clones share the tree. Its response
/// is the [`Outcome`]; it fails with what no error observer took, or with an
/// error that [is a cancel](crate::is_cancel) or [a skip](crate::is_skip),
/// which count as handled. No panic of user code leaves it: a panic fails its
/// update with [`Panicked`](crate::Panicked).
///
/// An update of a kind that this version does not know, or whose payload does not
/// decode, is logged at WARN: its id, its kind and why, none of its content.
///
/// # Cancel safety
///
/// Dropping the future drops the handler where it waits.
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
    pub(crate) tree: Arc<Compiled>,
    pub(crate) shared: Arc<Shared>,
}

/// A tree with what is known of it.
pub(crate) struct Compiled {
    pub(crate) tree: Tree,
    pub(crate) routes: Routes,
    pub(crate) outline: RouterOutline,
    pub(crate) warnings: Vec<String>,
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) warned: AtomicBool,
    #[cfg(feature = "introspect")]
    pub(crate) description: std::sync::OnceLock<crate::dispatcher::Description>,
}

impl Dispatcher {
    /// Compiles a router tree.
    ///
    /// A layer may need a runtime around it when it is made (tower's `Buffer`
    /// does): then build the dispatcher inside one.
    ///
    /// # Panics
    ///
    /// Panics at the caller's line if the tree has mistakes, and tells all of
    /// them with their places and remedies: duplicate router names, commands
    /// that Telegram does not take, handlers that need what nothing provides.
    /// [`DispatcherBuilder::try_build`] returns them instead.
    #[track_caller]
    pub fn new(router: Router) -> Self {
        Self::builder(router).build()
    }

    /// A dispatcher of `router` with options: who the bot is, values for all.
    pub fn builder(router: Router) -> DispatcherBuilder {
        DispatcherBuilder::new(router)
    }

    /// Who the bot is.
    pub fn me(&self) -> &Me {
        &self.shared.me
    }

    /// The same tree for another bot, which has not [started](Self::has_started).
    #[must_use]
    pub fn with_me(&self, me: Me) -> Self {
        let mut shared = self.shared.for_another_bot();
        shared.me = me;
        Self { tree: Arc::clone(&self.tree), shared: Arc::new(shared) }
    }

    /// The same tree with one more value for every request, in place of an
    /// earlier one of its type: such as the bot that an update came to. It is another
    /// bot's dispatcher, which has not [started](Self::has_started).
    #[must_use]
    pub fn with_extension<T: Any + Send + Sync>(&self, value: T) -> Self {
        let mut shared = self.shared.for_another_bot();
        shared.values.insert(TypeId::of::<T>(), Arc::new(value));
        Self { tree: Arc::clone(&self.tree), shared: Arc::new(shared) }
    }

    /// Whether it has all that its handlers take from the source of updates, such as the
    /// bot. Sources ask this once they have given what they have.
    ///
    /// # Errors
    ///
    /// Who needs what, and the remedies.
    pub fn check_source(&self) -> Result<(), BuildError> {
        let mut mistakes = Vec::new();
        for wanted in &self.tree.wanted {
            if !self.shared.values.contains_key(&wanted.id) {
                mistakes.push(wanted.mistake.clone());
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(BuildError { mistakes }) }
    }

    /// The kinds of update that have a handler somewhere in the tree, sorted by name.
    ///
    /// `update` and `error` observers do not count.
    pub fn used_update_types(&self) -> Vec<UpdateType> {
        self.tree.tree.used.clone()
    }

    /// What to ask Telegram for as `allowed_updates`, sorted by name: the [used
    /// kinds](Self::used_update_types), and those with outer layers of their own
    /// somewhere in the tree, which run even if nothing handles the event.
    ///
    /// Filters and inner layers alone do nothing, and do not count; nor do `update` and
    /// `error` observers, which take whatever comes.
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
        self.tree.tree.allowed.clone()
    }

    /// What looks like a mistake but may be meant: handlers that an earlier
    /// one may shadow, inner layers that cover no handler, commands with capitals.
    /// Logged once at WARN, at the first startup or update.
    pub fn warnings(&self) -> &[String] {
        &self.tree.warnings
    }

    /// Runs the startup callbacks: a router's own first, then those of nested
    /// routers in order. They get who the bot is and the values of this very dispatcher.
    ///
    /// # Errors
    ///
    /// The first failure; the callbacks after it do not run. A panic is a failure.
    pub async fn startup(&self) -> Result<(), BoxError> {
        self.log_warnings();
        self.shared.has_started.store(true, Ordering::Relaxed);
        for callback in &self.tree.tree.startup {
            self.run(callback).await?;
        }
        Ok(())
    }

    /// Whether [`startup`](Self::startup) was run for this bot: by this dispatcher or one
    /// of its clones. It is so as soon as the first callback starts, however they end.
    ///
    /// Dispatchers that [`with_me`](Self::with_me) and
    /// [`with_extension`](Self::with_extension) make are other bots'.
    pub fn has_started(&self) -> bool {
        self.shared.has_started.load(Ordering::Relaxed)
    }

    /// Runs the shutdown callbacks, in the reverse of the order of startup.
    ///
    /// # Errors
    ///
    /// The first failure; the callbacks after it run all the same. A panic is a failure.
    pub async fn shutdown(&self) -> Result<(), BoxError> {
        let mut first = Ok(());
        for callback in self.tree.tree.shutdown.iter().rev() {
            let result = self.run(callback).await;
            if first.is_ok() {
                first = result;
            } else {
                let _ = discard(result);
            }
        }
        first
    }

    /// Offers a failure from outside the tree to the root's error observers: a
    /// reply that could not be sent, say.
    ///
    /// The response is that of an error handler; the failure comes back if none
    /// takes it. A cancel or a skip is offered to nobody.
    pub fn raise(&self, request: Request, error: impl Into<BoxError>) -> ResponseFuture {
        let observers = self.tree.tree.errors.iter().cloned().collect();
        ResponseFuture::raising(Arc::new(observers), error, self.receive(request))
    }

    /// Offers a failure of work that a handler started, and that goes on after it, to the
    /// error observers of the router whose route `request` matched, then to those of the
    /// routers around it, the root's last.
    ///
    /// It is what happens to a failure of the handler itself, but nothing else of these
    /// routers runs: neither their `update` observers nor the layers around events. The
    /// layers and filters of the error observers do. What an error handler raises
    /// replaces the failure and goes on to the next router; so does a failure whose
    /// observers do not match, skip it or leave it unhandled. What work that an error
    /// handler started fails with is for the routers around that handler's.
    ///
    /// The observers get the update as `request` has it, and the values of the dispatcher
    /// and of the source: those that the request had when it entered the dispatcher, none
    /// that layers or filters of the tree stored. A request that matched no route of this
    /// tree is [raised](Self::raise) at the root.
    ///
    /// The response is that of an error handler; the failure comes back if none takes it.
    /// A cancel or a skip is offered to nobody.
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
    ///         // Work would be started here; it keeps the request.
    ///         let sent = sender.send(request.into_update());
    ///         async move { sent.map_err(|_| "nobody does the work") }
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
        let route = parts.route.as_deref().and_then(|route| self.tree.routes.find(route));
        let Some(observers) = route.map(|route| Arc::clone(&route.errors)) else {
            return self.raise(request, error);
        };
        let mut parts = request.into_parts();
        let values = parts.values.when_it_held(parts.entered_with);
        let _ = discard(std::mem::replace(&mut parts.values, values));
        ResponseFuture::raising(observers, error, self.receive(Request::from_parts(parts)))
    }

    /// Whether `update` carries an `E` that passes the filters of `matcher`; then the
    /// request about it, with what the filters stored.
    ///
    /// The filters see this dispatcher's values and who the bot is; no layer and no
    /// handler runs. The request can be extracted from. The future borrows nothing.
    ///
    /// # Errors
    ///
    /// What a filter fails with, [`Cancel`](crate::Cancel) included; a panic is an error.
    /// [`Skip`](crate::Skip) is no match.
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

    /// The service of one kind of update: the root router's layers, filters, handlers and
    /// nested routers for it, without the root's `update` observer around them.
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

    /// The route that an update of this dispatcher matched last.
    pub fn route_of(&self, last: LastMatch) -> Option<&RouteInfo> {
        self.tree.routes.get(last.id()?).map(|route| &route.info)
    }

    /// What enters this tree with a request.
    #[expect(clippy::unnecessary_box_returns, reason = "a request is one pointer")]
    pub(super) fn receive(&self, request: Request) -> Box<Parts> {
        let mut parts = request.into_parts();
        // A request that went through another dispatcher starts anew here.
        if let Some(shared) = parts.shared.replace(Arc::clone(&self.shared)) {
            let _ = discard(shared);
            let _ = discard(parts.event.take());
            parts.route = None;
        }
        parts.entered_with = parts.values.len();
        parts
    }

    /// Runs a callback; its panics are its failure.
    async fn run(&self, callback: &Callback) -> Result<(), BoxError> {
        let app = AppContext::new(Arc::clone(&self.shared));
        CatchPanic::new(attempt(|| callback(app))?).await
    }

    pub(super) fn log_warnings(&self) {
        if !self.tree.warnings.is_empty() && !self.tree.warned.swap(true, Ordering::Relaxed) {
            for warning in &self.tree.warnings {
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
        let tree = &self.tree.tree;
        ResponseFuture::new(&tree.entry.outermost, tree.errors.as_ref(), self.receive(request))
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher")
            .field("router", &self.tree.outline.name)
            .field("me", &self.shared.me)
            .finish_non_exhaustive()
    }
}
