//! Middlewares: tower layers around the filters or the handlers of an observer.
//!
//! An observer takes any tower `Layer` whose service takes a [`Request`](crate::Request), an
//! async function over the request and [`Next`], or a type that implements [`Middleware`].
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn timed(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
//!     let started = std::time::Instant::now();
//!     let outcome = next.run(request).await;
//!     println!("handled in {:?}", started.elapsed());
//!     outcome
//! }
//!
//! let router = Router::<()>::new("app")
//!     .message(|m| m.outer_layer(timed).on(command("start"), async || reply("hello")));
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
