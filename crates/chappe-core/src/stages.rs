//! Hooks at the stages of an update: the staged view of the same pipeline.

use std::{error::Error, fmt, future::Future, pin::Pin, sync::Arc};

use chappe_types::Update;

use crate::{
    error::BoxError,
    middleware::{BoxLayer, LayerDef, Next},
    outcome::Outcome,
    request::Request,
};

/// Hooks at the stages that an update passes, one a stage, each empty unless
/// implemented.
///
/// | hook | runs | routers |
/// |---|---|---|
/// | `pre_update` | for each update, before its filters | all of the tree |
/// | `process_update` | once the update observer's filters passed | all of the tree |
/// | `pre_event` | when the event reaches the router | those reached |
/// | `process_event` | when a handler's filters passed | from the root to the handler's |
/// | `post_event` | when the handler is done | the same, in reverse |
/// | `post_update` | when the update is done | all of the tree, in reverse |
///
/// Post hooks run only after a handled outcome. Hooks before it may change the
/// request, answer in place of the handler, skip, cancel or fail. Registering
/// stages compiles to layers inside the router's own ones; one object serves
/// every type of event, so hooks get the request as one about the update.
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
    /// Before anything else is done with the update.
    fn pre_update(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Before the update is split by type.
    fn process_update(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Before the filters of the router are asked.
    fn pre_event(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// Before the handler that matched.
    fn process_event(
        &self,
        request: &mut Request,
    ) -> impl Future<Output = Result<Stage, BoxError>> + Send {
        let _ = request;
        async { Ok(Stage::Continue) }
    }

    /// After the handler that matched; may change the outcome.
    fn post_event(
        &self,
        request: &Request,
        outcome: &mut Outcome,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (request, outcome);
        async { Ok(()) }
    }

    /// After the update was handled; may change the outcome.
    fn post_update(
        &self,
        request: &Request,
        outcome: &mut Outcome,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (request, outcome);
        async { Ok(()) }
    }
}

/// What follows a hook.
#[derive(Debug)]
#[must_use = "a hook says whether the event goes on"]
pub enum Stage {
    /// The event goes on.
    Continue,
    /// The event ends here with this outcome.
    Answer(Outcome),
}

type Hook<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// [`Stages`] without their type.
pub(crate) trait DynStages: Send + Sync {
    fn pre_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn process_update<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn pre_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn process_event<'a>(&'a self, request: &'a mut Request) -> Hook<'a, Stage>;
    fn post_event<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()>;
    fn post_update<'a>(&'a self, request: &'a Request, outcome: &'a mut Outcome) -> Hook<'a, ()>;

    /// Some of these hooks as a layer.
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

/// Which hooks a layer runs around what follows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Around {
    /// `pre_update`, and `post_update` on the way back.
    Update,
    /// `process_update`.
    Split,
    /// `pre_event`.
    Router,
    /// `process_event`, and `post_event` on the way back.
    Handler,
}

/// The layer that runs the hooks of `stages` at one place.
fn layer(stages: Arc<dyn DynStages>, around: Around) -> LayerDef<()> {
    let layer = BoxLayer::<Update>::from_async(format!("stages({around:?})"), move |_| {
        move |request, next| run(Arc::clone(&stages), around, request, next)
    });
    // Inside the engine a request has no type, so this fits every observer.
    layer.def
}

/// A hook of an event put an update of another kind in its place.
#[derive(Clone, Copy, Debug)]
pub struct ChangedKind(());

impl fmt::Display for ChangedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a hook of an event changed the kind of the update: do so in `pre_update` or `process_update`",
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
