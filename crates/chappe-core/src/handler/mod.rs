//! Handlers: async functions whose arguments are extracted from the request.
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn greet(user: User, Text(text): Text) -> impl IntoOutcome {
//!     reply(format!("{} wrote: {text}", user.first_name))
//! }
//!
//! let router = Router::<()>::new("app").message(|m| m.on(text(), greet));
//! # let _ = router;
//! ```

mod erased;
mod flagged;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod handler;

pub(crate) use self::erased::erase;
pub use self::{
    flagged::{Flagged, flagged},
    handler::{Handler, HandlerInfo},
};
