//! Hooks at the stages of an update: an alternative to layers.
//!
//! A type that implements [`Stages`] has one hook for each stage of an update. A router registers
//! it with [`Router::stages`](crate::Router::stages), which adds layers that call the hooks.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe::stages::Stages;
//! use chappe_testing::UpdateBuilder;
//! use tower::ServiceExt;
//!
//! /// Discards all replies.
//! struct Silent;
//!
//! impl Stages for Silent {
//!     async fn post_update(&self, _: &Request, outcome: &mut Outcome) -> Result<(), BoxError> {
//!         *outcome = Outcome::handled();
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! let app = Router::new("app").stages(Silent).message(|m| m.on((), async || reply("hi")));
//! let outcome = Dispatcher::new(app).oneshot(Request::from(UpdateBuilder::message("hi").build())).await?;
//! assert!(outcome.is_handled() && outcome.replies().is_empty());
//! # Ok(())
//! # }
//! ```

use std::{error::Error, fmt, future::Future, pin::Pin, sync::Arc};

use chappe_types::Update;

use crate::{
    error::BoxError,
    middleware::{BoxLayer, LayerDef, Next},
    outcome::Outcome,
    request::Request,
};

/// Hooks at the stages of an update. The default of each hook does nothing.
///
/// | hook | called | routers |
/// |---|---|---|
/// | `pre_update` | for each update, before its filters | all of the tree |
/// | `process_update` | after the update observer's filters passed | all of the tree |
/// | `pre_event` | when the event reaches the router | those reached |
/// | `process_event` | after a handler's filters passed | from the root to the handler's |
/// | `post_event` | after the handler | the same, in reverse |
/// | `post_update` | after the update | all of the tree, in reverse |
///
/// The two post hooks are called only after a handled outcome. The other hooks may change the
/// request, return an outcome instead of the handler, skip, cancel or fail. Registering stages adds
/// layers inside the router's own layers. One object serves all types of event, so hooks receive a
/// request of the whole update.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::stages::{Stage, Stages};
///
/// struct Audit;
///
/// impl Stages for Audit {
///     async fn pre_update(&self, request: &mut Request) -> Result<Stage, BoxError> {
///         request.insert("audited");
///         Ok(Stage::Continue)
///     }
/// }
///
/// let router = Router::<()>::new("app").stages(Audit);
/// # let _ = router;
/// ```
pub trait Stages: Send + Sync + 'static {
    /// Called before any other processing of the update.
    fn pre_update(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Called before the update is dispatched by type of event.
    fn process_update(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Called before the filters of the router.
    fn pre_event(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Called before the handler that matched.
    fn process_event(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Called after the handler that matched. May change the outcome.
    fn post_event(
        &self,
        request: &Request,
        outcome: &mut Outcome,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (request, outcome);
        async { Ok(()) }
    }

    /// Called after the update was handled. May change the outcome.
    fn post_update(
        &self,
        request: &Request,
        outcome: &mut Outcome,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (request, outcome);
        async { Ok(()) }
    }
}

/// The result of a hook.
#[derive(Debug)]
#[must_use = "a hook returns whether processing continues"]
pub enum Stage {
    /// Processing continues.
    Continue,
    /// Processing of the event ends with this outcome.
    Answer(Outcome),
}

type Hook<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// [`Stages`] without its type, for trait objects.
pub(crate) trait DynStages: Send + Sync {
    fn pre_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn process_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn pre_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn process_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn post_event<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()>;
    fn post_update<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()>;

    /// Returns a layer that calls some of the hooks.
    fn layer(self: Arc<Self>, around: Around) -> LayerDef<()>;
}

impl<T: Stages> DynStages for T {
    fn pre_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage> {
        Box::pin(Stages::pre_update(self, request))
    }

    fn process_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage> {
        Box::pin(Stages::process_update(self, request))
    }

    fn pre_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage> {
        Box::pin(Stages::pre_event(self, request))
    }

    fn process_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage> {
        Box::pin(Stages::process_event(self, request))
    }

    fn post_event<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()> {
        Box::pin(Stages::post_event(self, request, outcome))
    }

    fn post_update<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()> {
        Box::pin(Stages::post_update(self, request, outcome))
    }

    fn layer(self: Arc<Self>, around: Around) -> LayerDef<()> {
        layer(self, around)
    }
}

/// The hooks that a layer calls around its inner service.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Around {
    /// `pre_update`, and `post_update` afterwards.
    Update,
    /// `process_update`.
    Split,
    /// `pre_event`.
    Router,
    /// `process_event`, and `post_event` afterwards.
    Handler,
}

/// Returns the layer that calls the hooks `around` of `stages`.
fn layer(stages: Arc<dyn DynStages>, around: Around) -> LayerDef<()> {
    let layer = BoxLayer::<Update>::from_async(format!("stages({around:?})"), move |_| {
        let stages = Arc::clone(&stages);
        move |request, next| run(Arc::clone(&stages), around, request, next)
    });
    // The engine erases the event type of requests, so the layer fits every observer.
    layer.def
}

/// The error of an event hook that replaced the update by one of another kind.
#[derive(Clone, Copy, Debug)]
pub struct ChangedKind(());

impl fmt::Display for ChangedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an event hook changed the kind of the update: change it in `pre_update` or `process_update`",
        )
    }
}

impl Error for ChangedKind {}

async fn run(
    stages: Arc<dyn DynStages>,
    around: Around,
    mut request: Request,
    next: Next<Update>,
) -> Result<Outcome, BoxError> {
    let kind = request.kind();
    let stage = match around {
        Around::Update => stages.pre_update(&mut request).await?,
        Around::Split => stages.process_update(&mut request).await?,
        Around::Router => stages.pre_event(&mut request).await?,
        Around::Handler => stages.process_event(&mut request).await?,
    };
    if let Stage::Answer(outcome) = stage {
        return Ok(outcome);
    }
    if matches!(around, Around::Router | Around::Handler) && request.kind() != kind {
        return Err(ChangedKind(()).into());
    }
    let mut outcome = next.run(request.clone()).await?;
    if outcome.is_handled() {
        match around {
            Around::Update => stages.post_update(&request, &mut outcome).await?,
            Around::Handler => stages.post_event(&request, &mut outcome).await?,
            Around::Split | Around::Router => {}
        }
    }
    Ok(outcome)
}
