//! The edge of a router that observes updates or errors of its own.

use std::sync::Arc;

use crate::{
    catch_panic::discard,
    control_flow::{Meaning, meaning},
    engine::{
        program::Scope,
        route::HandlerFuture,
        target::{CaughtWork, Target, Work},
    },
    error::BoxError,
    error_event::ErrorEvent,
    outcome::Outcome,
    request::Parts,
};

/// A router that events enter through its `update` observer, and whose
/// failures its error observers see.
pub(crate) struct Boundary {
    pub(crate) inside: Target,
    pub(crate) errors: Option<Target>,
    /// What `explain` shows of it.
    pub(crate) router: Arc<str>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) layers: Arc<Vec<String>>,
}

impl Boundary {
    /// Dispatches into the router. Its one future is the one allocation.
    pub(crate) fn enter(self: &Arc<Self>, parts: Parts) -> HandlerFuture {
        let this = Arc::clone(self);
        Box::pin(async move {
            let Some(errors) = &this.errors else { return Work::start(&this.inside, parts).await };
            let entered = parts.clone();
            match CaughtWork::start(&this.inside, parts).await {
                Err(mut error) => match meaning(&mut error) {
                    Meaning::Failure => offer(errors, error, entered).await,
                    Meaning::Skip | Meaning::Cancel => Err(error),
                },
                outcome => outcome,
            }
        })
    }
}

/// Offers a failure to error observers.
///
/// `entered` is the request as it entered the router. What they raise replaces
/// the failure; if none takes it, it is given back. A failure that panics when it is
/// dropped has been taken all the same.
pub(crate) async fn offer(
    errors: &Target,
    error: BoxError,
    mut entered: Parts,
) -> Result<Outcome, BoxError> {
    let event = Arc::new(ErrorEvent::new(entered.update.clone(), error));
    entered.route = None;
    entered.failure = Some(Arc::clone(&event));
    let mut result = CaughtWork::start(errors, entered).await;
    let is_taken = match &mut result {
        Ok(outcome) => outcome.is_handled(),
        Err(raised) => meaning(raised) != Meaning::Skip,
    };
    if is_taken {
        let _ = discard(event);
        result
    } else {
        let _ = discard(result);
        Err(ErrorEvent::reclaim(event))
    }
}

/// Offers a failure to the error observers of one router after another, until one takes
/// it; if none does, it is given back. A cancel or a skip is offered to nobody.
pub(crate) async fn bubble(
    outwards: &[Target],
    failure: BoxError,
    entered: Parts,
) -> Result<Outcome, BoxError> {
    let mut result = Err(failure);
    for errors in outwards {
        match result {
            Err(mut error) => match meaning(&mut error) {
                Meaning::Failure => result = offer(errors, error, entered.clone()).await,
                Meaning::Skip | Meaning::Cancel => {
                    result = Err(error);
                    break;
                }
            },
            Ok(_) => break,
        }
    }
    let _ = discard(entered);
    result
}
