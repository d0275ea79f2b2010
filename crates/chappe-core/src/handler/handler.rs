//! Async functions as handlers.

use std::{future::Future, sync::Arc};

use crate::{
    error::BoxError,
    event_type::EventType,
    extensions::Extensions,
    extract::{FromRequest, Requirement},
    outcome::{IntoOutcome, Outcome},
    request::Request,
};

/// What handles an event: an async function of up to twelve extractors that
/// returns anything which is [`IntoOutcome`].
///
/// `E` is the type of the event, `T` tells the arguments apart, and `S` is the
/// router's state.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn echo(Text(text): Text, user: User) -> Result<impl IntoOutcome, BoxError> {
///     Ok(reply(format!("{}: {text}", user.first_name)))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(text(), echo));
/// # let _ = router;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of `{E}`",
    label = "not a handler",
    note = "a handler is an `async fn` whose arguments (12 at most) can be extracted from a `Request<{E}>`, whose result is `IntoOutcome`, and which holds only `Send` values across `.await`",
    note = "put `#[chappe::debug_handler({E})]` on the function to be told which argument is wrong"
)]
pub trait Handler<E: EventType, T, S>: Clone + Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    fn call(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static;

    /// What is known of the handler before it is called.
    fn info(&self) -> HandlerInfo;
}

/// What is known of a handler before it is called.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HandlerInfo {
    /// The path of the function.
    pub name: &'static str,
    /// What its arguments require.
    pub requires: Vec<Requirement>,
    /// What inner layers may want to know of it.
    pub flags: Extensions,
}

impl HandlerInfo {
    /// A handler of type `H`.
    pub fn of<H>(requires: Vec<Requirement>) -> Self {
        Self { name: std::any::type_name::<H>(), requires, flags: Extensions::default() }
    }
}

macro_rules! handlers {
    ($(($($t:ident $v:ident),*))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E, S, F, Fut, R, $($t),*> Handler<E, ($($t,)*), S> for F
        where
            E: EventType,
            S: Send + Sync + 'static,
            F: Fn($($t),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send + 'static,
            R: IntoOutcome + 'static,
            $($t: FromRequest<E, S> + Send + 'static,)*
        {
            async fn call(
                self,
                request: Request<E>,
                state: Arc<S>,
            ) -> Result<Outcome, BoxError> {
                $(let $v = match $t::from_request(&request, &state).await {
                    Ok(found) => found,
                    Err(rejection) => return Err(rejection.into()),
                };)*
                drop(state);
                self($($v),*).await.into_outcome(&request)
            }

            fn info(&self) -> HandlerInfo {
                let requires: &[fn() -> Vec<Requirement>] = &[$($t::requires),*];
                HandlerInfo::of::<F>(Requirement::all_of(requires))
            }
        }
    )+};
}

handlers! {
    ()
    (T1 t1)
    (T1 t1, T2 t2)
    (T1 t1, T2 t2, T3 t3)
    (T1 t1, T2 t2, T3 t3, T4 t4)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11)
    (T1 t1, T2 t2, T3 t3, T4 t4, T5 t5, T6 t6, T7 t7, T8 t8, T9 t9, T10 t10, T11 t11, T12 t12)
}
