//! Routes a request through a program: calls filters in order, and dispatches into what
//! matches.

use std::sync::Arc;

use crate::{
    catch_panic::CatchPanic,
    engine::{
        dispatch::{BoxDispatch, ready, unless_skipped},
        last_match::matched,
        program::{Program, Step},
        walk::Walk,
    },
    error::BoxError,
    filter::check_all,
    outcome::Outcome,
    request::Parts,
};

/// Tries the steps of a program in order, until one takes the request.
///
/// A step leaves the request to the next one if its filters decline, or if it ends with
/// [`Outcome::Unhandled`] or [`Skip`](crate::Skip).
///
/// The panics of a step are caught here: an await that panics drops its future during the
/// unwind.
pub(crate) async fn route(
    program: Arc<Program>,
    mut parts: Box<Parts>,
) -> Result<Outcome, BoxError> {
    let mut walk = Walk::candidates(&program, &parts.update);
    while let Some(step) = walk.next(&mut parts.values) {
        let outside = step.stores().then(|| parts.values.clone());
        let passed;
        (parts, passed) = check_all(step.filters(), parts).await?;
        if !passed {
            if let Some(outside) = outside {
                parts.values = outside;
            }
            if let Step::Guard { length, .. } = step {
                walk.skip_guarded(*length);
            }
        } else if let Step::Guard { length, .. } = step {
            if let Some(outside) = outside {
                walk.enter_guard(*length, outside);
            }
        } else if walk.is_done() {
            // Not cloned: no other step needs the request, or the values outside of guards.
            drop((walk, outside));
            return unless_skipped(CatchPanic::new(enter(step, parts)).await);
        } else {
            let entered = parts.clone();
            if let Some(outside) = outside {
                parts.values = outside;
            }
            let outcome = unless_skipped(CatchPanic::new(enter(step, entered)).await)?;
            if outcome.is_handled() {
                return Ok(outcome);
            }
        }
    }
    Ok(Outcome::Unhandled)
}

/// Dispatches into a step whose filters have passed.
fn enter(step: &Step, mut parts: Box<Parts>) -> BoxDispatch {
    match step {
        Step::Route(route) => {
            parts.route = Some(Arc::clone(route) as _);
            matched(route.id);
            match route.inner.first() {
                Some(service) => service.dispatch(parts),
                None => route.handler.call(parts),
            }
        }
        Step::Layers { service, .. } => service.dispatch(parts),
        Step::Subrouter(subrouter) => subrouter.dispatch(parts),
        Step::Guard { .. } => ready(Ok(Outcome::Unhandled)),
    }
}
