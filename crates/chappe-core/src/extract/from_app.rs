//! The trait of arguments of startup and shutdown callbacks.

use std::{any::TypeId, fmt, future::Future, sync::Arc};

use crate::{error::BoxError, extract::Requirement, me::Me, request::Shared};

/// An argument of a startup or shutdown callback: created from the dispatcher's data and from the
/// router's state.
///
/// `S` is the router's state. A rejection fails the callback.
///
/// # Example
///
/// ```
/// use chappe::extract::{AppContext, FromApp};
/// use chappe::prelude::*;
///
/// /// The username of the bot, with `@`.
/// struct Mention(String);
///
/// impl<S: Sync> FromApp<S> for Mention {
///     type Rejection = BoxError;
///
///     async fn from_app(app: &AppContext, _: &S) -> Result<Self, BoxError> {
///         Ok(Self(format!("@{}", app.me().username)))
///     }
/// }
///
/// let router = Router::<()>::new("app")
///     .startup(async |Mention(mention): Mention| println!("{mention} starts"));
/// # let _ = router;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument of a startup or shutdown callback with the state `{S}`",
    label = "cannot be created from the data of a dispatcher",
    note = "arguments implement `FromApp`: `Bot`, `Me`, `State<T>`, `Extension<T>`, and `Option` or `Result` of these",
    note = "`State<T>` needs the router's state to be `T`, or `T: FromRef<{S}>`"
)]
pub trait FromApp<S>: Sized {
    /// The error if the argument cannot be created.
    type Rejection: Into<BoxError>;

    /// Creates the argument.
    ///
    /// # Errors
    ///
    /// Returns the rejection if the dispatcher lacks the required data.
    fn from_app(
        app: &AppContext,
        state: &S,
    ) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;

    /// Returns the values that the argument requires. Their absence is reported when the dispatcher
    /// is built, or by the source of updates.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}

/// The data of a dispatcher that does not depend on an update: the bot's identity, and the values
/// of all requests.
#[derive(Clone)]
pub struct AppContext {
    shared: Arc<Shared>,
}

impl AppContext {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Returns the bot's identity.
    pub fn me(&self) -> &Me {
        &self.shared.me
    }

    /// Returns the dispatcher's value of type `T`.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.shared.values.get(&TypeId::of::<T>())?.downcast_ref()
    }
}

impl fmt::Debug for AppContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppContext").field("me", self.me()).finish_non_exhaustive()
    }
}
