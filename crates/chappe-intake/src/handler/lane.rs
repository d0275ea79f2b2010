//! The lane in which a handler runs: an extractor.

use std::{any::TypeId, convert::Infallible, future::Future, sync::Arc, time::Duration};

use chappe_core::{
    EventType, Request,
    extract::FromRequest,
    filter::{IntoFilter, Matcher},
    kinds_of,
};
use chappe_types::{BusinessConnectionId, Update, UpdateType};

use super::next_error::NextError;
use crate::{
    lane::LaneKey,
    update::{Awaited, Matches, Registration, RunningUpdate, Transfer},
};

/// The lane in which a handler runs: an extractor.
///
/// Updates of one lane (by default of one chat, see [`LaneBy`](crate::LaneBy)) run one at a
/// time, so a handler delays the updates after its own. A slow handler may leave the lane and
/// enter it again:
///
/// - [`release`](Self::release) leaves it, and [`enter`](Self::enter) returns to it;
/// - [`next`](Self::next) leaves it until the next update of the lane that matches a filter;
/// - [`unordered`](crate::unordered) wraps a handler so that it leaves the lane when it starts.
///
/// The source determines when an update whose handler left its lane is acknowledged:
///
/// | source | the update is acknowledged | lost by `kill -9` |
/// |---|---|---|
/// | polling | when the handler and its background tasks have ended; once 50 updates (half of `max_in_flight`) are unacknowledged, the oldest one is acknowledged early if it left its lane, with a warning | updates acknowledged early |
/// | polling, `confirm_on_receipt` | when it is received | all unfinished updates |
/// | webhook | when the handler leaves, or when it is received with a `LaneBy` other than `Chat`: answered 200; the bot sends the reply by a call | all acknowledged updates that still run |
/// | `TestBot` | when the handler leaves: the test continues | |
///
/// Up to 10,000 acknowledged updates of a bot whose handler left its lane run without counting for
/// `max_in_flight`. Further ones count until they end: polling acknowledges them only then, and a
/// webhook answers them when the handler leaves.
///
/// Time outside of the lane counts for `handler_timeout`, but not for `max_running`. At a
/// shutdown, handlers outside of their lane have the same deadline as all others.
///
/// Without a source, for example in a test that calls a dispatcher directly, the methods of the
/// lane do nothing and `next` fails immediately. The same holds once the handler has ended.
/// Clones refer to the same lane.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
///
/// async fn ask(lane: Lane) -> Result<impl IntoOutcome, BoxError> {
///     // A real bot would send the question here.
///     let answer = lane.next::<Message, _>(text(), Duration::from_secs(60)).await?;
///     Ok(reply(format!("Hello, {}!", answer.event().text.as_deref().unwrap_or_default())))
/// }
/// # let _ = ask;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lane {
    update: Option<Arc<RunningUpdate>>,
}

impl Lane {
    /// Returns the key of the lane; `None` if the update has no lane.
    pub fn key(&self) -> Option<&LaneKey> {
        self.update.as_ref()?.key()
    }

    /// Returns whether the handler is in its lane: until it leaves, and again after it has entered.
    pub fn is_held(&self) -> bool {
        self.update.as_ref().is_some_and(|update| update.has_turn())
    }

    /// Leaves the lane: its next update runs while this handler continues.
    pub fn release(&self) {
        if let Some(update) = self.running() {
            update.release();
        }
    }

    /// Enters the lane again, at its end: waits until the updates that arrived meanwhile have ended
    /// or left the lane. Returns immediately if the handler is in its lane.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the lane is not entered.
    pub async fn enter(&self) {
        if let Some(update) = &self.update {
            update.enter().await;
        }
    }

    /// Leaves the lane and waits for its next update that carries an `E` and matches `filter`.
    /// The handler is then in the lane again, in place of that update's handler.
    ///
    /// Only this handler receives that update: it passes no layers, filters or handlers of the
    /// tree. It is acknowledged when the handler leaves the lane again or ends. Meanwhile, updates
    /// that do not match are dispatched as usual. A handler of a command therefore runs during the
    /// wait only if `filter` does not match the command; [`text`](chappe_core::filter::text) does.
    /// If several handlers await an update in one lane, the one that has waited longest among
    /// those whose filter matches receives it.
    ///
    /// A handler can await only one update at a time. Of two concurrent calls, the first that
    /// receives an update puts the handler into the lane. While the handler is there, the other
    /// call cannot receive one.
    ///
    /// In a group, updates of all members match: add
    /// [`user_id`](chappe_core::filter::user_id) to the filter to await one member's. Edited
    /// messages match only if `E` is [`Update`]. The update must arrive by the same business
    /// connection as the handler's own.
    ///
    /// Telegram sends only the requested kinds of update: if no handler of the tree handles the
    /// awaited kind (a pressed button, for example), add it to the source's `allowed_updates`.
    /// A warning is logged if the source requests none of the awaited kinds.
    ///
    /// The wait is not durable: after a restart, no handler awaits the update. After a crash
    /// under polling, the handler's own update is delivered again, unless it was acknowledged
    /// early.
    ///
    /// # Errors
    ///
    /// Fails when `timeout` elapses ([`is_elapsed`](NextError::is_elapsed)), and when no update
    /// can arrive any more ([`is_closed`](NextError::is_closed)): at a shutdown, without a source,
    /// and once the handler has ended. Before it returns the error, it enters the lane again,
    /// unless the handler had [released](Self::release) the lane before. A handler may return
    /// either error with `?`: an elapsed timeout fails its update, the other error does not.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, no update is lost: one that was not returned is dispatched as
    /// usual. The handler stays outside of the lane. Once the update has arrived, and until
    /// the future is polled or dropped, the lane is blocked and [`enter`](Self::enter) does not
    /// return.
    pub fn next<E, M>(
        &self,
        filter: impl IntoFilter<E, (), M>,
        timeout: Duration,
    ) -> impl Future<Output = Result<Request<E>, NextError>> + Send
    where
        E: EventType,
    {
        let matcher = Matcher::new(filter);
        let update = self.running().cloned();
        async move {
            let update = update.ok_or(NextError::CLOSED)?;
            update.warn_if_unrequested(&kinds_of::<E>());
            let awaited = wait_for(&update, matches(&update, matcher), timeout).await?;
            awaited.downcast().map(|awaited| *awaited).map_err(|_| NextError::CLOSED)
        }
    }

    /// Returns the update if its handler still runs.
    fn running(&self) -> Option<&Arc<RunningUpdate>> {
        self.update.as_ref().filter(|update| !update.is_handler_done())
    }
}

/// Returns a function that matches updates which carry an `E` and pass the filters of `matcher`.
fn matches<E: EventType>(update: &RunningUpdate, matcher: Matcher<E>) -> Matches {
    let matcher = Arc::new(matcher);
    let dispatcher = update.shared.dispatcher.clone();
    let connection = update.update.business_connection_id().cloned();
    let with_edits = TypeId::of::<E>() == TypeId::of::<Update>();
    Box::new(move |update| {
        let is_eligible = is_eligible(&update, with_edits, connection.as_ref());
        let (matcher, dispatcher) = (Arc::clone(&matcher), dispatcher.clone());
        Box::pin(async move {
            if !is_eligible {
                return Ok(None);
            }
            let request = dispatcher.matches(&matcher, update).await?;
            Ok(request.map(|request| Box::new(request) as Awaited))
        })
    })
}

/// Whether an update may be awaited, independent of the filter.
fn is_eligible(
    update: &Update,
    with_edits: bool,
    connection: Option<&BusinessConnectionId>,
) -> bool {
    let is_edit = matches!(
        update.kind.update_type(),
        Some(
            UpdateType::EditedMessage
                | UpdateType::EditedChannelPost
                | UpdateType::EditedBusinessMessage
        )
    );
    (with_edits || !is_edit) && update.business_connection_id() == connection
}

/// Leaves the lane and waits for an update that matches.
// Not generic: instantiated once, not once per event type.
async fn wait_for(
    update: &Arc<RunningUpdate>,
    matches: Matches,
    timeout: Duration,
) -> Result<Awaited, NextError> {
    let Some((registration, transfer)) = Registration::new(update, matches) else {
        return Err(NextError::CLOSED);
    };
    // A handler that ended before it was registered would not be notified of its end.
    if update.is_handler_done() {
        return Err(NextError::CLOSED);
    }
    update.leave();
    let error = tokio::select! {
        biased;
        transfer = transfer => match transfer.ok().and_then(|transfer| accept(update, transfer)) {
            Some(awaited) => return Ok(awaited),
            None => NextError::CLOSED,
        },
        () = update.shared.closed.cancelled() => NextError::CLOSED,
        () = tokio::time::sleep(timeout) => NextError::ELAPSED,
    };
    drop(registration);
    update.enter_after_waiting().await;
    Err(error)
}

/// Moves the turn and the completion of the awaited update to the handler of `update`.
fn accept(update: &RunningUpdate, transfer: Transfer) -> Option<Awaited> {
    if !update.receive(&transfer.update) {
        return None;
    }
    // The task of the awaited update waits for this.
    let _ = transfer.accepted.send(());
    Some(transfer.awaited)
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Lane {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(Self { update: request.get().cloned() })
    }

    fn may_skip() -> bool {
        false
    }
}
