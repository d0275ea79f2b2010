//! A router: observers, nested routers, callbacks.

use std::{borrow::Cow, fmt, panic::Location, sync::Arc};

use chappe_types::{Update, UpdateType};

use crate::{
    error_event::ErrorEvent,
    router::{
        definition::{ObserverDef, Observers, Slot},
        lifecycle::{CallbackDef, LifecycleHandler, erase},
        observer::Observer,
    },
    stages::{DynStages, Stages},
};

/// A tree of observers: it maps events to handlers, through layers.
///
/// A router is a description; a [`Dispatcher`](crate::Dispatcher) compiles it. `S` is the state
/// that handlers and middleware functions may take; set it with
/// [`with_state`](Self::with_state).
///
/// The handlers of a router are tried before those of its nested routers, whatever the order of the
/// calls. Nested routers are tried in the order in which they are included.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let admin = Router::new("admin").message(|m| m.on(command("ban"), async || reply("banned")));
///
/// let app = Router::new("app")
///     .message(|m| {
///         m.on(command("start"), async || reply("hello"))
///             .fallback(async |Text(text): Text| reply(text))
///     })
///     .include(admin);
///
/// let dispatcher = Dispatcher::new(app);
/// # let _ = dispatcher;
/// ```
#[must_use = "a router does nothing until a dispatcher is built from it"]
pub struct Router<S = ()> {
    pub(crate) def: RouterDef<S>,
}

/// The observers, callbacks and nested routers of a router.
pub(crate) struct RouterDef<S> {
    pub(crate) name: Cow<'static, str>,
    pub(crate) location: &'static Location<'static>,
    pub(crate) observers: Observers<S>,
    pub(crate) stages: Vec<Arc<dyn DynStages>>,
    pub(crate) startup: Vec<CallbackDef<S>>,
    pub(crate) shutdown: Vec<CallbackDef<S>>,
    pub(crate) children: Vec<Self>,
}

impl<S> Router<S>
where
    S: Send + Sync + 'static,
{
    /// Creates an empty router. The name is used in descriptions and errors and must be unique in
    /// the tree.
    #[track_caller]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            def: RouterDef {
                name: name.into(),
                location: Location::caller(),
                observers: Observers::default(),
                stages: Vec::new(),
                startup: Vec::new(),
                shutdown: Vec::new(),
                children: Vec::new(),
            },
        }
    }

    /// Observes every update that reaches the router, whatever its type.
    ///
    /// The observer's handlers are tried before the update is dispatched by type. Its fallback
    /// handles the updates that no other handler of the router or of its nested routers handled.
    pub fn update(self, register: impl FnOnce(Observer<Update, S>) -> Observer<Update, S>) -> Self {
        self.observe(Slot::Update, |def| register(Observer::from_def(def)).def)
    }

    /// Observes the failures that leave the router.
    ///
    /// An error handler returns the outcome of the update. The inner layers also wrap the error
    /// handlers of nested routers; the outer layers do not.
    pub fn error(
        self,
        register: impl FnOnce(Observer<ErrorEvent, S>) -> Observer<ErrorEvent, S>,
    ) -> Self {
        self.observe(Slot::Error, |def| register(Observer::from_def(def)).def)
    }

    /// Nests a router: it receives the events that the handlers of this router do not handle.
    pub fn include(mut self, child: Self) -> Self {
        self.def.children.push(child.def);
        self
    }

    /// Adds hooks at the stages of an update; see [`Stages`].
    pub fn stages(mut self, stages: impl Stages) -> Self {
        self.def.stages.push(Arc::new(stages));
        self
    }

    /// Adds a callback that is called once per bot, before its first update. The callbacks of a
    /// router are called before those of its nested routers.
    ///
    /// A callback is an async function with at most eight arguments, which returns `()` or
    /// `Result<(), E>`. The arguments implement [`FromApp`](crate::extract::FromApp): the bot,
    /// [`Me`](crate::Me), [`Extension`](crate::extract::Extension), and the router's
    /// [`State`](crate::extract::State).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// #[derive(Clone)]
    /// struct Db;
    ///
    /// #[derive(Clone)]
    /// struct Region(&'static str);
    ///
    /// async fn announce(
    ///     me: Me,
    ///     State(_db): State<Db>,
    ///     Extension(Region(region)): Extension<Region>,
    /// ) -> Result<(), BoxError> {
    ///     println!("{} starts in {region}", me.username);
    ///     Ok(())
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), BoxError> {
    /// let app = Router::new("app").startup(announce).with_state(Db);
    /// let dispatcher = Dispatcher::builder(app).extension(Region("eu")).build();
    /// dispatcher.startup().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn startup<C, T>(mut self, callback: C) -> Self
    where
        C: LifecycleHandler<T, S>,
    {
        self.def.startup.push(erase(callback, Location::caller()));
        self
    }

    /// Adds a callback that is called once per bot, after its last update. The order is the reverse
    /// of [`startup`](Self::startup); the arguments are the same.
    #[track_caller]
    pub fn shutdown<C, T>(mut self, callback: C) -> Self
    where
        C: LifecycleHandler<T, S>,
    {
        self.def.shutdown.push(erase(callback, Location::caller()));
        self
    }

    /// Sets the state. The result requires no state and may be nested in a router with any state.
    pub fn with_state<S2>(self, state: S) -> Router<S2> {
        Router { def: self.def.with_state(&Arc::new(state)) }
    }

    fn observe(
        mut self,
        slot: Slot,
        register: impl FnOnce(ObserverDef<S>) -> ObserverDef<S>,
    ) -> Self {
        let def = self.def.observers.remove(slot).unwrap_or_default();
        self.def.observers.insert(slot, register(def));
        self
    }
}

macro_rules! observers {
    ($(($variant:ident, $name:ident, $payload:ty))*) => {
        impl<S> Router<S>
        where
            S: Send + Sync + 'static,
        {
            $(
                #[doc = concat!("Observes updates of the kind `", stringify!($name), "`.")]
                pub fn $name(
                    self,
                    register: impl FnOnce(Observer<$payload, S>) -> Observer<$payload, S>,
                ) -> Self {
                    self.observe(Slot::Event(UpdateType::$variant), |def| {
                        register(Observer::from_def(def)).def
                    })
                }
            )*
        }
    };
}

chappe_types::for_each_update_type!(observers);

impl<S: Send + Sync + 'static> RouterDef<S> {
    fn with_state<S2>(self, state: &Arc<S>) -> RouterDef<S2> {
        let callbacks = |callbacks: Vec<CallbackDef<S>>| {
            callbacks.into_iter().map(|callback| callback.with_state(state)).collect()
        };
        RouterDef {
            name: self.name,
            location: self.location,
            observers: self.observers.map(|_, def| def.with_state(state)),
            stages: self.stages,
            startup: callbacks(self.startup),
            shutdown: callbacks(self.shutdown),
            children: self.children.into_iter().map(|child| child.with_state(state)).collect(),
        }
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let children = self.def.children.iter().map(|child| &*child.name).collect::<Vec<_>>();
        let observers = self.def.observers.all().iter().map(|(slot, _)| slot.name());
        let observers = observers.collect::<Vec<_>>();
        f.debug_struct("Router")
            .field("name", &self.def.name)
            .field("observers", &observers)
            .field("children", &children)
            .finish_non_exhaustive()
    }
}
