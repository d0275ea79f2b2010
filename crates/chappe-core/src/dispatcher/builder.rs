//! The builder of dispatchers.

use std::{
    any::{Any, TypeId},
    error::Error,
    fmt,
    sync::{Arc, atomic::AtomicBool},
};

use crate::{
    dispatcher::{
        check::{Findings, check},
        compile::{Instruments, compile},
        dispatcher::{Compiled, Dispatcher},
        outline::RouterOutline,
    },
    me::Me,
    request::Shared,
    router::Router,
};

/// The options of a [`Dispatcher`]; created by [`Dispatcher::builder`].
#[must_use = "a builder does nothing until it builds"]
pub struct DispatcherBuilder {
    router: Router,
    shared: Shared,
    /// The types of values that are provided from outside.
    expected: Vec<TypeId>,
    with_index: bool,
    sends_usage: bool,
    pub(super) instruments: Option<Instruments>,
}

impl DispatcherBuilder {
    pub(crate) fn new(router: Router) -> Self {
        let expected = Vec::new();
        Self {
            router,
            shared: Shared::default(),
            expected,
            with_index: true,
            sends_usage: true,
            instruments: None,
        }
    }

    /// Sets the identity of the bot, which commands that mention a bot require.
    pub fn me(mut self, me: Me) -> Self {
        self.shared.me = me;
        self
    }

    /// Stores a value for every request. A value of the same type that a layer or filter stores
    /// hides it. Handlers, startup and shutdown callbacks take it as
    /// [`Extension<T>`](crate::extract::Extension), if it is `Clone`.
    pub fn extension<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.shared.values.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// Declares that every request has a value of type `T` before it enters the dispatcher: stored
    /// with [`Request::with`](crate::Request::with), or by a layer around the dispatcher.
    ///
    /// Such values are unknown at build time, so without the declaration the build fails if a
    /// handler takes one. If a request lacks the value, the update fails.
    ///
    /// The declaration also allows startup and shutdown callbacks to take the value. Add it with
    /// [`Dispatcher::with_extension`] before they are called; otherwise they fail.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::SendMessage;
    /// use chappe_testing::UpdateBuilder;
    /// use tower::ServiceExt;
    ///
    /// #[derive(Clone)]
    /// struct Shard(u32);
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let app = Router::new("app").message(|m| {
    ///     m.on((), async |Extension(Shard(number)): Extension<Shard>| reply(number.to_string()))
    /// });
    /// let dispatcher = Dispatcher::builder(app).expects::<Shard>().build();
    ///
    /// let request = Request::from(UpdateBuilder::message("hi").build()).with(Shard(3));
    /// let outcome = dispatcher.oneshot(request).await?;
    /// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    /// assert_eq!(reply.map(|method| &*method.text), Some("3"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn expects<T: Any + Send + Sync>(mut self) -> Self {
        self.expected.push(TypeId::of::<T>());
        self
    }

    /// Sets whether a command whose arguments do not parse is answered with its usage line, if no
    /// error observer handles [`BadArguments`](crate::commands::BadArguments). Defaults to true.
    /// Without the answer, the update fails.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::UpdateBuilder;
    /// use tower::ServiceExt;
    ///
    /// #[derive(Clone, Commands)]
    /// enum Command {
    ///     /// Rolls a die
    ///     Roll { sides: u8 },
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let app = Router::new("app").message(|m| m.on(commands::<Command>(), async |_: Command| "rolled"));
    /// let dispatcher = Dispatcher::builder(app).usage_replies(false).build();
    /// let request = Request::from(UpdateBuilder::message("/roll six").build());
    /// let error = dispatcher.oneshot(request).await.unwrap_err();
    /// assert!(chappe::find_error::<BadArguments>(&*error).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn usage_replies(mut self, replies: bool) -> Self {
        self.sends_usage = replies;
        self
    }

    /// Disables the index: every route is tried in order.
    ///
    /// The behaviour must be the same. Use it to test that a custom filter is consistent with its
    /// [`selector`](crate::filter::Filter::selector).
    pub fn without_index(mut self) -> Self {
        self.with_index = false;
        self
    }

    /// Compiles the tree.
    ///
    /// # Panics
    ///
    /// Panics at the caller's line if the tree has mistakes. The message lists all of them.
    #[track_caller]
    pub fn build(self) -> Dispatcher {
        match self.try_build() {
            Ok(dispatcher) => dispatcher,
            Err(error) => panic!("{error}"),
        }
    }

    /// Compiles the tree.
    ///
    /// # Errors
    ///
    /// Returns all mistakes of the tree, with their locations and remedies. If there are none,
    /// the layers are applied, and those that panic are returned as mistakes: some require a
    /// runtime, such as tower's `RateLimitLayer`.
    pub fn try_build(self) -> Result<Dispatcher, BuildError> {
        let outline = RouterOutline::of(&self.router.def, "");
        let Findings { mistakes, warnings, source_values } =
            check(&outline, &self.shared, &self.expected);
        if !mistakes.is_empty() {
            return Err(BuildError { mistakes });
        }
        let (tree, routes) = compile(self.router.def, self.with_index, self.instruments)
            .map_err(|mistakes| BuildError { mistakes })?;
        let compiled = Compiled {
            tree,
            routes,
            outline,
            warnings,
            source_values,
            warned: AtomicBool::new(false),
            sends_usage: self.sends_usage,
        };
        Ok(Dispatcher { compiled: Arc::new(compiled), shared: Arc::new(self.shared) })
    }
}

impl fmt::Debug for DispatcherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatcherBuilder").field("router", &self.router).finish_non_exhaustive()
    }
}

/// The mistakes of a tree from which a dispatcher cannot be built.
pub struct BuildError {
    pub(super) mistakes: Vec<String>,
}

impl BuildError {
    /// Returns the mistakes, each with its location and remedy.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }
}

/// Same as `Display`, because Rust prints the `Debug` of an error that `main` returns.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the router tree has mistakes:")?;
        self.mistakes.iter().try_for_each(|mistake| write!(f, "\n  - {mistake}"))
    }
}

impl Error for BuildError {}
