//! Subrouters, and the failures that are offered to error observers.
//!
//! In: a request that enters a router; out: its outcome, or an error: a skip, a cancel, or the
//! failure that no error observer has handled.

use std::{mem, sync::Arc};

use crate::{
    catch_panic::discard,
    control_flow::{Meaning, meaning},
    engine::{
        continuation::Continuation,
        dispatch::{BoxDispatch, Dispatch},
        program::Scope,
    },
    error::BoxError,
    error_event::ErrorEvent,
    outcome::Outcome,
    request::Parts,
};

/// A nested router that has an `update` observer or an error observer.
pub(crate) struct Subrouter {
    /// Its `update` observer, with its other observers and its nested routers inside.
    pub(crate) entry: Entry,
    /// Its error observer.
    pub(crate) errors: Option<Continuation>,
    /// The router's name, for `explain`.
    pub(crate) name: Arc<str>,
}

/// The outer layers of an `update` observer, and the scope inside them.
pub(crate) struct Entry {
    pub(crate) outermost: Continuation,
    /// The names of the layers, for `explain`.
    pub(crate) layers: Arc<Vec<String>>,
    pub(crate) scope: Arc<Scope>,
}

impl Subrouter {
    /// Dispatches into the router.
    pub(crate) fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        let entry = &self.entry.outermost;
        match &self.errors {
            Some(errors) => {
                let entered = parts.clone();
                Box::pin(observe(entry.dispatch_caught(parts), errors.clone(), entered))
            }
            None => entry.dispatch(parts).boxed(),
        }
    }
}

/// Awaits a dispatch into a router, and offers its failure to the router's error observer.
/// `entered` is the request as it entered the router.
pub(crate) async fn observe(
    dispatch: Dispatch,
    errors: Continuation,
    mut entered: Box<Parts>,
) -> Result<Outcome, BoxError> {
    let failure = match dispatch.await {
        Ok(outcome) => match discard(mem::take(&mut entered.values)) {
            Ok(()) => return Ok(outcome),
            Err(panicked) => {
                let _ = discard(outcome);
                panicked
            }
        },
        Err(mut error) => match meaning(&mut error) {
            Meaning::Failure => error,
            Meaning::Skip | Meaning::Cancel => {
                // The update has ended, even if a value panics while it is dropped.
                let _ = discard(entered);
                return Err(error);
            }
        },
    };
    offer(&errors, failure, entered).await
}

/// Offers a failure to the error observers of one router after another, until one of them
/// handles it. Returns the failure if none does. A cancel or a skip is returned without being
/// offered.
pub(crate) async fn offer_outwards(
    observers: Arc<Vec<Continuation>>,
    failure: BoxError,
    entered: Box<Parts>,
) -> Result<Outcome, BoxError> {
    let mut result = Err(failure);
    for errors in &*observers {
        let Err(mut failure) = result else { break };
        result = match meaning(&mut failure) {
            Meaning::Failure => offer(errors, failure, entered.clone()).await,
            Meaning::Skip | Meaning::Cancel => {
                result = Err(failure);
                break;
            }
        };
    }
    let _ = discard(entered);
    result
}

/// Offers a failure to the error observer of one router.
///
/// If an error handler fails, returns its error instead of the failure. If the observer leaves the
/// failure unhandled or skips it, returns the failure itself.
async fn offer(
    errors: &Continuation,
    failure: BoxError,
    mut entered: Box<Parts>,
) -> Result<Outcome, BoxError> {
    let event = Arc::new(ErrorEvent::new(entered.update.clone(), failure));
    entered.route = None;
    entered.event = Some(Arc::clone(&event) as _);
    let mut result = errors.dispatch_caught(entered).await;
    let is_handled = match &mut result {
        Ok(outcome) => outcome.is_handled(),
        Err(raised) => meaning(raised) != Meaning::Skip,
    };
    if is_handled {
        // The failure stays handled, even if its destructor panics.
        let _ = discard(event);
        result
    } else {
        let _ = discard(result);
        Err(ErrorEvent::reclaim(event))
    }
}
