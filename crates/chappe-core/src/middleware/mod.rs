//! Middlewares: layers around filters and handlers.
//!
//! An observer takes any tower [`Layer`](tower_layer::Layer) whose service handles a
//! [`Request`](crate::Request). This module has shorter forms: [`from_fn()`] for an async function,
//! [`Middleware`] for a type, [`before()`] and [`after()`] for code on one side of the inner
//! service, and [`shared()`] for services that are not `Clone`.
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn measure(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
//!     let started = std::time::Instant::now();
//!     let outcome = next.run(request).await?;
//!     println!("handled in {:?}", started.elapsed());
//!     Ok(outcome)
//! }
//!
//! let router = Router::<()>::new("app")
//!     .message(|m| m.outer_layer(measure).on(text(), async || reply("hello")));
//! # let _ = router;
//! ```

mod add_extension;
mod after;
mod before;
mod from_fn;
mod into_layer;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod middleware;
mod shared;

pub(crate) use self::into_layer::LayerDef;
pub use self::{
    add_extension::{AddExtension, AddExtensionLayer},
    after::{After, AfterLayer, after},
    before::{Before, BeforeLayer, before},
    from_fn::{FromFn, FromFnLayer, FromFnService, MiddlewareFn, from_fn},
    into_layer::{BoxLayer, IntoLayer, IsFromFn, IsLayer, IsMiddleware},
    middleware::{Middleware, MiddlewareFuture, MiddlewareLayer, MiddlewareService, middleware},
    shared::{Shared, SharedLayer, shared},
};
pub use crate::engine::{Next, ResponseFuture};
