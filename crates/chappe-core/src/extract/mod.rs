//! Extractors: the arguments of handlers and middleware functions.
//!
//! An extractor implements [`FromRequest`]: it is created from the request and the router's state.
//! If it rejects the request with [`Skip`](crate::Skip), the dispatcher tries the next route; any
//! other rejection fails the update. Startup and shutdown callbacks take types that implement
//! [`FromApp`].
//!
//! ```
//! use chappe::prelude::*;
//!
//! #[derive(Clone)]
//! struct Greeting(&'static str);
//!
//! async fn greet(
//!     State(Greeting(greeting)): State<Greeting>,
//!     user: User,
//!     Text(text): Text,
//! ) -> impl IntoOutcome {
//!     reply(format!("{greeting} {}, you wrote {text}", user.first_name))
//! }
//!
//! let router: Router =
//!     Router::new("app").message(|m| m.on(text(), greet)).with_state(Greeting("Hello"));
//! # let _ = router;
//! ```

mod command_args;
mod event;
mod extension;
mod from_app;
mod from_request;
mod ids;
mod optional;
mod rejection;
mod state;
mod text;

pub(crate) use self::extension::{missing, stored};
pub use self::{
    command_args::CommandArgs,
    event::Event,
    extension::{Extension, MissingExtension},
    from_app::{AppContext, FromApp},
    from_request::FromRequest,
    rejection::{Missing, Requirement},
    state::{FromRef, State},
    text::Text,
};
