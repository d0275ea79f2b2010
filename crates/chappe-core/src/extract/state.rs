//! The router's state.

use std::convert::Infallible;

use crate::{
    event_type::EventType,
    extract::{AppContext, FromApp, FromRequest},
    request::Request,
};

/// The router's state or a part of it, checked at compile time.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone)]
/// struct App {
///     greeting: Greeting,
/// }
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// impl FromRef<App> for Greeting {
///     fn from_ref(app: &App) -> Self {
///         app.greeting.clone()
///     }
/// }
///
/// async fn greet(State(Greeting(text)): State<Greeting>) -> impl IntoOutcome {
///     reply(text)
/// }
///
/// let router: Router = Router::new("app")
///     .message(|m| m.on((), greet))
///     .with_state(App { greeting: Greeting("hello") });
/// # let _ = router;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State<T>(pub T);

/// A part of the state, created from a reference to the state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not part of the router's state `{S}`",
    label = "neither the state nor a part of it",
    note = "set this state with `with_state`, or implement `FromRef<{S}>` for `{Self}`"
)]
pub trait FromRef<S> {
    /// Creates the part.
    fn from_ref(state: &S) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> FromRef<T> for T {
    fn from_ref(state: &T) -> Self {
        state.clone()
    }
}

impl<E: EventType, S: Sync, T: FromRef<S>> FromRequest<E, S> for State<T> {
    type Rejection = Infallible;

    async fn from_request(_: &Request<E>, state: &S) -> Result<Self, Infallible> {
        Ok(Self(T::from_ref(state)))
    }

    fn may_skip() -> bool {
        false
    }
}

impl<S: Sync, T: FromRef<S>> FromApp<S> for State<T> {
    type Rejection = Infallible;

    async fn from_app(_: &AppContext, state: &S) -> Result<Self, Infallible> {
        Ok(Self(T::from_ref(state)))
    }
}
