//! The trait of what startup and shutdown callbacks take.

use std::{any::TypeId, fmt, future::Future, sync::Arc};

use crate::{error::BoxError, extract::Requirement, me::Me, request::Shared};

/// Made from what a dispatcher knows and from the router's state: an argument of a
/// startup or shutdown callback.
///
/// `S` is the router's state. A rejection fails the callback.
///
/// # Example
///
/// ```
/// use chappe::extract::{AppContext, FromApp};
/// use chappe::prelude::*;
///
/// /// Whom commands may be addressed to.
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
    label = "cannot be made from what the dispatcher knows",
    note = "arguments implement `FromApp`: `Bot`, `Me`, `State<T>`, `Extension<T>`, and `Option` or `Result` of these",
    note = "`State<T>` needs the router's state to be `T`, or `T: FromRef<{S}>`"
)]
pub trait FromApp<S>: Sized {
    /// Why it could not be made.
    type Rejection: Into<BoxError>;

    /// Makes it.
    ///
    /// # Errors
    ///
    /// The rejection, if the dispatcher does not know what is needed.
    fn from_app(
        app: &AppContext,
        state: &S,
    ) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;

    /// Values that the dispatcher must have, so that their absence can be told when it is
    /// built, or by the source of updates.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}

/// What a dispatcher knows, whatever the update: who the bot is, and the values that all
/// of its requests have.
#[derive(Clone)]
pub struct AppContext {
    shared: Arc<Shared>,
}

impl AppContext {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Who the bot is.
    pub fn me(&self) -> &Me {
        &self.shared.me
    }

    /// The dispatcher's value of type `T`.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.shared.values.get(&TypeId::of::<T>())?.downcast_ref()
    }
}

impl fmt::Debug for AppContext {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppContext").field("me", self.me()).finish_non_exhaustive()
    }
}
