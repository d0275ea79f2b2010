//! Builds dispatchers.

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

/// Options of a [`Dispatcher`]; made by [`Dispatcher::builder`].
#[must_use = "a builder does nothing until it builds"]
pub struct DispatcherBuilder {
    router: Router,
    shared: Shared,
    /// The types of values that come from outside.
    expected: Vec<TypeId>,
    with_index: bool,
    pub(super) instruments: Option<Instruments>,
}

impl DispatcherBuilder {
    pub(crate) fn new(router: Router) -> Self {
        let expected = Vec::new();
        Self { router, shared: Shared::default(), expected, with_index: true, instruments: None }
    }

    /// Tells who the bot is. Commands that mention a bot need it.
    pub fn me(mut self, me: Me) -> Self {
        self.shared.me = me;
        self
    }

    /// Stores a value for every request: what layers and filters store hides
    /// it. Handlers, and callbacks at start and end, take it as
    /// [`Extension<T>`](crate::extract::Extension), if it is `Clone`.
    pub fn extension<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.shared.values.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// Promises that every request has a value of type `T` when it comes: stored with
    /// [`Request::with`](crate::Request::with), or by a layer around the dispatcher.
    ///
    /// The build cannot see such values, and would refuse handlers that take them. If
    /// the promise is broken, the handler's update fails.
    ///
    /// Callbacks at start and end that take the value are built too: it is to be given
    /// with [`Dispatcher::with_extension`] before they run, or they fail.
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

    /// Asks every route in order instead of looking them up.
    ///
    /// Behaviour is the same; this is for telling whether a filter of one's
    /// own keeps what its [`selector`](crate::filter::Filter::selector)
    /// promises.
    pub fn without_index(mut self) -> Self {
        self.with_index = false;
        self
    }

    /// Compiles the tree.
    ///
    /// # Panics
    ///
    /// Panics at the caller's line if the tree has mistakes, and tells all of
    /// them.
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
    /// The mistakes of the tree, all of them, with their places and remedies.
    pub fn try_build(self) -> Result<Dispatcher, BuildError> {
        let outline = RouterOutline::of(&self.router.def, "");
        let Findings { mistakes, warnings, wanted } = check(&outline, &self.shared, &self.expected);
        if !mistakes.is_empty() {
            return Err(BuildError { mistakes });
        }
        let (tree, routes) = compile(self.router.def, self.with_index, self.instruments);
        let compiled =
            Compiled { tree, routes, outline, warnings, wanted, warned: AtomicBool::new(false) };
        Ok(Dispatcher { tree: Arc::new(compiled), shared: Arc::new(self.shared) })
    }
}

impl fmt::Debug for DispatcherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatcherBuilder").field("router", &self.router).finish_non_exhaustive()
    }
}

/// The mistakes that keep a dispatcher from being built.
pub struct BuildError {
    pub(super) mistakes: Vec<String>,
}

impl BuildError {
    /// Each mistake: where it is, what it is, and the remedy.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }
}

/// As it is shown, for it is what a `main` that returns it shows.
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
