//! Middlewares: what stands around filters and handlers.

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
