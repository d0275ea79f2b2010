//! Asynchronous filters, as functions with extractors.

use std::{fmt, future::Future, marker::PhantomData, sync::Arc};

use crate::{
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, Requirement},
    filter::FilterOutput,
    names::short_type_name,
    request::Request,
};

/// Creates a filter from an async function whose arguments are extractors, like those of a
/// handler: the router's state, the user, the text, the whole request.
///
/// The result is `bool`, `Option<V>` or a `Result` of these; see [`FilterOutput`]. With
/// `Option<V>`, the handler takes what the filter has loaded as `Extension<V>`.
///
/// The function is called for each event that reaches it: put synchronous filters, which cost
/// less, before it in a tuple. `and`, `or` and `not` combine synchronous filters only; the function
/// can call other functions instead.
///
/// # Errors
///
/// An argument that cannot be extracted has the effect that it has in a handler: one that the event
/// lacks declines, as does [`Skip`](crate::Skip), and other rejections fail the update. Take
/// `Option<T>` to decide in the function. Requirements are checked when the dispatcher is built.
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
/// struct Account {
///     balance: u32,
/// }
///
/// impl Db {
///     async fn is_banned(&self, _user: UserId) -> Result<bool, BoxError> {
///         Ok(false)
///     }
///
///     async fn account(&self, _user: UserId) -> Result<Option<Account>, BoxError> {
///         Ok(Some(Account { balance: 5 }))
///     }
/// }
///
/// async fn account(State(db): State<Db>, user: UserId) -> Result<Option<Account>, BoxError> {
///     db.account(user).await
/// }
///
/// let router: Router = Router::new("app")
///     .message(|m| {
///         m.filter(from_filter(async |State(db): State<Db>, user: UserId| {
///             Ok::<_, BoxError>(!db.is_banned(user).await?)
///         }))
///         .on(
///             (command("balance"), from_filter(account)),
///             async |Extension(account): Extension<Account>| reply(account.balance.to_string()),
///         )
///     })
///     .with_state(Db);
/// # let _ = router;
/// ```
pub fn from_filter<F, T>(function: F) -> FromFilter<F, T> {
    FromFilter { function, name: None, arguments: PhantomData }
}

/// An async function as a filter; created by [`from_filter`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct FromFilter<F, T> {
    pub(crate) function: F,
    name: Option<String>,
    arguments: PhantomData<fn() -> T>,
}

impl<F: Clone, T> Clone for FromFilter<F, T> {
    fn clone(&self) -> Self {
        Self { function: self.function.clone(), name: self.name.clone(), arguments: PhantomData }
    }
}

impl<F, T> FromFilter<F, T> {
    /// Sets the name in `describe` and `explain`. Defaults to that of the function.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    pub(crate) fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("from_filter({})", short_type_name::<F>()))
    }
}

impl<F, T> fmt::Debug for FromFilter<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromFilter<{}>", std::any::type_name::<F>())
    }
}

/// An async function for [`from_filter`]: its arguments are up to eight extractors, and its result
/// implements [`FilterOutput`].
///
/// `E` is the type of the event, `S` the state of the router, and `T` the types of the arguments.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an asynchronous filter for `{E}`",
    label = "not an asynchronous filter",
    note = "it must be an `async fn` whose arguments (8 at most) can be extracted from a `Request<{E}>`, which returns `bool`, `Option<V>` or a `Result` of these, and which holds only `Send` values across `.await`"
)]
pub trait AsyncFilterFn<E: EventType, S, T>: Clone + Send + Sync + 'static {
    /// Extracts the arguments and calls the function. Returns the request, with the value of the
    /// function, if it passes; otherwise `None`.
    fn check(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Option<Request<E>>, BoxError>> + Send + 'static;

    /// Returns the requirements of the arguments.
    fn requires() -> Vec<Requirement>;
}

macro_rules! async_filter_fns {
    ($(($($t:ident $v:ident),*))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E, S, F, Fut, $($t),*> AsyncFilterFn<E, S, ($($t,)*)> for F
        where
            E: EventType,
            S: Send + Sync + 'static,
            F: Fn($($t),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: FilterOutput> + Send + 'static,
            $($t: FromRequest<E, S> + Send + 'static,)*
        {
            async fn check(
                self,
                mut request: Request<E>,
                state: Arc<S>,
            ) -> Result<Option<Request<E>>, BoxError> {
                $(let $v = match $t::from_request(&request, &state).await {
                    Ok(found) => found,
                    Err(rejection) => return Err(rejection.into()),
                };)*
                drop(state);
                let passes = self($($v),*).await.decide(&mut request.parts_mut().values)?;
                Ok(passes.then_some(request))
            }

            fn requires() -> Vec<Requirement> {
                let requires: &[fn() -> Vec<Requirement>] = &[$($t::requires),*];
                Requirement::all_of(requires)
            }
        }
    )+};
}

async_filter_fns! {
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
