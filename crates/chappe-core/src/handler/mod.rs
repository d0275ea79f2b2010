//! Handlers: async functions that handle events.
//!
//! A [`Handler`] is an async function whose arguments are [extractors](crate::extract) and whose
//! result implements [`IntoOutcome`](crate::IntoOutcome).
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn roll(user: User, CommandArgs(dice): CommandArgs) -> impl IntoOutcome {
//!     reply(format!("{} rolls {dice}", user.first_name))
//! }
//!
//! let router = Router::<()>::new("app").message(|m| m.on(command("roll"), roll));
//! # let _ = router;
//! ```

mod boxed;
mod erased;
mod flagged;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod handler;
mod layered;

pub(crate) use self::boxed::{BuildHandler, HandlerDef};
pub use self::{
    boxed::BoxHandler,
    flagged::{Flagged, flagged},
    handler::{Handler, HandlerInfo},
    layered::{HandlerExt, Layered},
};
