//! The trait of handlers, and its implementation for async functions.
//!
//! In: a request and the state of the router; out: an outcome or an error.

use std::{future::Future, sync::Arc};

use crate::{
    error::BoxError,
    event_type::EventType,
    extensions::Extensions,
    extract::{FromRequest, Requirement},
    handler::BoxHandler,
    outcome::{IntoOutcome, Outcome},
    request::Request,
};

/// A handler of an event: an async function whose arguments are up to twelve extractors, and
/// whose result implements [`IntoOutcome`].
///
/// `E` is the type of the event, `T` the types of the arguments, and `S` the state of the
/// router.
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
///
/// A handler that is called without a dispatcher:
///
/// ```
/// use std::sync::Arc;
///
/// use chappe::Handler;
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
/// use chappe_testing::UpdateBuilder;
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// let handler = async |State(Greeting(text)): State<Greeting>| reply(text);
/// let request = Request::from(UpdateBuilder::message("hi").build());
/// let request = request.try_into_event::<Message>().expect("it is a message");
///
/// let outcome = handler.call(request, Arc::new(Greeting("hello"))).await?;
/// let reply = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
/// assert_eq!(reply.map(|method| &*method.text), Some("hello"));
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of `{E}`",
    label = "not a handler",
    note = "a handler is an `async fn` whose arguments (12 at most) can be extracted from a `Request<{E}>`, whose result is `IntoOutcome`, and which holds only `Send` values across `.await`",
    note = "the event is the argument `Event(event): Event<{E}>`; an argument `State<T>` needs a router with the state `T`, set by `.with_state(…)` (here the state is `{S}`); an argument `Extension<T>` needs `T: Clone`",
    note = "a closure that captures values clones them for each call: `move || {{ let x = x.clone(); async move {{ … }} }}`, not `async move || …`",
    note = "put `#[chappe::debug_handler({E})]` on the function: its error names the argument that is wrong"
)]
pub trait Handler<E: EventType, T, S>: Clone + Send + Sync + 'static {
    /// Extracts the arguments and calls the function.
    fn call(
        self,
        request: Request<E>,
        state: Arc<S>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send + 'static;

    /// Returns the properties of the handler.
    fn info(&self) -> HandlerInfo;

    /// Erases the types of the handler. A route calls this once, when the handler is registered.
    ///
    /// A handler that wraps another one returns that of the inner handler, with a layer for its own
    /// part: then the inner handler's [layers](crate::handler::HandlerExt::layer) are created once,
    /// and not in each call.
    fn into_boxed(self) -> BoxHandler<E, S>
    where
        T: 'static,
        S: Send + Sync + 'static,
    {
        BoxHandler::new(self)
    }
}

/// The properties of a handler that are known before it is called.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HandlerInfo {
    /// The name of the function's type: its path, or that of the function around a closure.
    pub name: &'static str,
    /// The requirements of its arguments.
    pub requires: Vec<Requirement>,
    /// Values that inner layers read with [`Request::flag`].
    pub flags: Extensions,
    /// Whether an argument may be [rejected with `Skip`](FromRequest::may_skip).
    pub may_skip: bool,
}

impl HandlerInfo {
    /// Returns the properties of a handler of type `H`, without flags, which may skip events.
    pub fn of<H>(requires: Vec<Requirement>) -> Self {
        let flags = Extensions::default();
        Self { name: std::any::type_name::<H>(), requires, flags, may_skip: true }
    }

    /// Sets whether the handler may skip events: whether an argument may.
    fn skips_with(mut self, arguments: &[fn() -> bool]) -> Self {
        self.may_skip = arguments.iter().any(|may_skip| may_skip());
        self
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
                HandlerInfo::of::<F>(Requirement::all_of(requires)).skips_with(&[$($t::may_skip),*])
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
