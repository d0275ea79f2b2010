//! Routes a request through a program: calls the filters of its steps in order, and dispatches
//! into those that match.

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

/// Tries the steps of a program in order, until one handles the request.
///
/// The next step is tried if a filter declines, or if the step returns [`Outcome::Unhandled`] or
/// [`Skip`](crate::Skip).
///
/// The panics of each step are caught here, not only around the whole function: if an `await`
/// panics, its future is dropped during the unwind, where a second panic would abort the process.
pub(crate) async fn route(
    program: Arc<Program>,
    mut parts: Box<Parts>,
) -> Result<Outcome, BoxError> {
    let mut walk = Walk::candidates(&program, &parts.update);
    while let Some(step) = walk.next(&mut parts.values) {
        let before = step.stores().then(|| parts.values.clone());
        let passed;
        (parts, passed) = check_all(step.filters(), parts).await?;
        if !passed {
            if let Some(before) = before {
                parts.values = before;
            }
            if let Step::Guard { length, .. } = step {
                walk.skip_guarded(*length);
            }
        } else if let Step::Guard { length, .. } = step {
            if let Some(before) = before {
                walk.enter_guard(*length, before);
            }
        } else if walk.is_done() {
            // The request is not cloned: no other step needs it, or the values from before a guard.
            drop((walk, before));
            return unless_skipped(CatchPanic::new(enter(step, parts)).await);
        } else {
            let entered = parts.clone();
            if let Some(before) = before {
                parts.values = before;
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
