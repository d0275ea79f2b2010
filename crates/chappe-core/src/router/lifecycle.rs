//! Startup and shutdown callbacks.

use std::{any::type_name, future::Future, panic::Location, pin::Pin, sync::Arc};

use crate::{
    error::BoxError,
    extract::{AppContext, FromApp, Requirement},
    names::handler_name,
};

/// The future of a callback.
pub(crate) type CallbackFuture = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// A callback with its state.
pub(crate) type Callback = Box<dyn Fn(AppContext) -> CallbackFuture + Send + Sync>;

/// The definition of a callback that a router holds until the dispatcher is built.
pub(crate) struct CallbackDef<S> {
    pub(crate) name: String,
    pub(crate) location: &'static Location<'static>,
    pub(crate) requires: Vec<Requirement>,
    pub(crate) build: BuildCallback<S>,
}

/// Creates a callback from the state.
type BuildCallback<S> = Box<dyn FnOnce(&Arc<S>) -> Callback + Send>;

/// A startup or shutdown callback: an async function with at most eight arguments that implement
/// [`FromApp`], which returns `()` or a `Result<(), _>`.
///
/// `T` is the tuple of the arguments' types, `S` the router's state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a startup or shutdown callback",
    label = "not a callback",
    note = "a callback is an `async fn` whose arguments (8 at most) are `Bot`, `Me`, `State<T>`, `Extension<T>`, `Option` or `Result` of these, or implement `FromApp<{S}>`; which returns `()` or `Result<(), impl Into<BoxError>>`; and which holds only `Send` values across `.await`",
    note = "callbacks run without an update: they cannot take data of one, such as its chat or user",
    note = "a closure that captures values clones them for each call: `move || {{ let x = x.clone(); async move {{ … }} }}`, not `async move || …`"
)]
pub trait LifecycleHandler<T, S>: Send + Sync + 'static {
    /// Creates the arguments and calls the callback.
    fn call(
        self: Arc<Self>,
        app: AppContext,
        state: Arc<S>,
    ) -> impl Future<Output = Result<(), BoxError>> + Send + 'static;

    /// Returns the values that the arguments require.
    fn requires() -> Vec<Requirement>;
}

/// A type that a callback may return.
pub trait IntoResult {
    /// Converts the value into a result.
    fn into_result(self) -> Result<(), BoxError>;
}

impl IntoResult for () {
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<X: Into<BoxError>> IntoResult for Result<(), X> {
    fn into_result(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}

macro_rules! callbacks {
    ($(($($t:ident $v:ident),*))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<F, Fut, S, $($t),*> LifecycleHandler<($($t,)*), S> for F
        where
            F: Fn($($t),*) -> Fut + Send + Sync + 'static,
            Fut: Future<Output: IntoResult> + Send + 'static,
            S: Send + Sync + 'static,
            $($t: FromApp<S> + Send + 'static,)*
        {
            async fn call(self: Arc<Self>, app: AppContext, state: Arc<S>) -> Result<(), BoxError> {
                $(let $v = match $t::from_app(&app, &state).await {
                    Ok(made) => made,
                    Err(rejection) => return Err(rejection.into()),
                };)*
                drop((app, state));
                self($($v),*).await.into_result()
            }

            fn requires() -> Vec<Requirement> {
                let requires: &[fn() -> Vec<Requirement>] = &[$($t::requires),*];
                Requirement::all_of(requires)
            }
        }
    )+};
}

callbacks! {
    ()
    (T1 t1)
    (T1 t1, T2 t2)
    (T1 t1, T2 t2, T3 t3)
    (T1 t1, T2 t2, T3 t3, T4 t4)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8)
}

/// Erases the type of a callback.
pub(crate) fn erase<C, T, S>(callback: C, location: &'static Location<'static>) -> CallbackDef<S>
where
    C: LifecycleHandler<T, S>,
    S: Send + Sync + 'static,
{
    let callback = Arc::new(callback);
    CallbackDef {
        name: handler_name(type_name::<C>(), location),
        location,
        requires: C::requires(),
        build: Box::new(move |state| {
            let state = Arc::clone(state);
            Box::new(move |app| Box::pin(Arc::clone(&callback).call(app, Arc::clone(&state))))
        }),
    }
}

impl<S: Send + Sync + 'static> CallbackDef<S> {
    /// Sets the state of the callback.
    pub(crate) fn with_state<S2>(self, state: &Arc<S>) -> CallbackDef<S2> {
        let (build, state) = (self.build, Arc::clone(state));
        CallbackDef {
            name: self.name,
            location: self.location,
            requires: self.requires,
            build: Box::new(move |_| build(&state)),
        }
    }
}
