//! The lane that a handler runs in, as its argument.

use std::{convert::Infallible, error::Error, fmt, future::Future, sync::Arc, time::Duration};

use chappe_core::{
    Cancel, EventType, Request,
    extract::FromRequest,
    filter::{IntoFilter, Matcher},
    kinds_of,
};
use chappe_types::{BusinessConnectionId, Update, UpdateType};

use crate::{
    awaiting::{Ask, Awaiting, Found, Handover},
    in_flight::InFlight,
    lane_key::LaneKey,
};

/// The lane that a handler runs in: an argument of handlers.
///
/// Updates of one lane, of one chat unless [`LaneBy`](crate::LaneBy) says otherwise, run one
/// at a time, so a handler holds up what comes after its update. One that takes its time may
/// leave the lane, and enter it again:
///
/// - [`release`](Self::release) leaves it, and [`enter`](Self::enter) comes back;
/// - [`next`](Self::next) leaves it until an update comes that the handler awaits;
/// - [`unordered`](crate::unordered) is a handler that leaves it when it starts.
///
/// What becomes of an update whose handler left its lane depends on where it came from:
///
/// | source | the update is confirmed | lost by `kill -9` |
/// |---|---|---|
/// | polling | when the work is done; the oldest at once, at WARN, when 50 unconfirmed updates wait for it (half of `max_in_flight`) | what was confirmed so |
/// | polling, `confirm_on_receipt` | when it is received | all that is unfinished |
/// | webhook | when the handler leaves: answered 200; its reply is sent by the bot | all that left |
/// | `TestBot` | when the handler leaves: a test goes on | |
///
/// At most 10,000 updates of a bot go on so after they were confirmed. Under polling, further
/// ones are confirmed when they are done; a webhook answers them, but they count for its
/// `max_in_flight` until then.
///
/// Time outside of the lane counts for `handler_timeout`, but not for `max_running`. At a
/// shutdown, handlers outside of their lane have as long as all others.
///
/// Outside of a source (in a test that calls a dispatcher, say) a handler gets a lane too, but
/// its methods do nothing and `next` fails at once. After the handler has ended it is the
/// same. Clones are the same lane.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
///
/// async fn ask(lane: Lane) -> Result<impl IntoOutcome, BoxError> {
///     // The question itself would be sent by the bot.
///     let answer = lane.next::<Message, _>(text(), Duration::from_secs(60)).await?;
///     Ok(reply(format!("Hello, {}!", answer.event().text.as_deref().unwrap_or_default())))
/// }
/// # let _ = ask;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lane {
    in_flight: Option<Arc<InFlight>>,
}

impl Lane {
    pub(crate) fn new(in_flight: &Arc<InFlight>) -> Self {
        Self { in_flight: Some(Arc::clone(in_flight)) }
    }

    /// What updates are kept in order by; `None` if this one is in no order with others.
    pub fn key(&self) -> Option<&LaneKey> {
        self.in_flight.as_ref()?.key()
    }

    /// Whether the handler has the turn in its lane: until it leaves, and again when it
    /// entered.
    pub fn is_held(&self) -> bool {
        self.in_flight.as_ref().is_some_and(|in_flight| in_flight.is_turn())
    }

    /// Leaves the lane: the next update of it runs while this handler goes on.
    pub fn release(&self) {
        if let Some(in_flight) = self.held() {
            in_flight.release();
        }
    }

    /// Enters the lane again, at its end: waits until all updates that came meanwhile are
    /// done. Returns at once if the handler never left.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the lane is not entered.
    pub async fn enter(&self) {
        if let Some(in_flight) = &self.in_flight {
            in_flight.enter().await;
        }
    }

    /// Leaves the lane and waits for its next update that carries an `E` and passes `filter`.
    /// The handler then has the turn in the lane again, in the place of that update.
    ///
    /// That update goes to this handler alone: it passes no layers, filters or handlers of the
    /// tree. It is confirmed when the handler leaves the lane again or ends. Updates that do
    /// not pass go their usual way meanwhile; so a command handler can cancel what is awaited
    /// only if `filter` leaves the command to it, which [`text`](chappe_core::filter::text)
    /// does not. Of several handlers that await an update in
    /// one lane, the first one that it fits gets it.
    ///
    /// One at a time: a handler that awaits two updates at once has the turn once it got the
    /// first one, so the second cannot come.
    ///
    /// In a group, every member's update counts: add
    /// [`user_id`](chappe_core::filter::user_id) to the filter to await one member's. Edited
    /// messages count only where `E` is [`Update`]. An update must have come by the same
    /// business connection as the handler's own.
    ///
    /// Telegram sends only what it is asked for: a kind of update that nothing in the tree
    /// handles (a pressed button, say) must be among the source's `allowed_updates`. One that
    /// seems not to be is warned of.
    ///
    /// What waits is in memory: after a restart, nothing awaits the update any more. After a
    /// crash under polling, the handler's own update comes again, unless it was confirmed
    /// early.
    ///
    /// # Errors
    ///
    /// Fails when the time is over ([`is_elapsed`](NextError::is_elapsed)), after it has
    /// entered the lane again; and when no update can come any more
    /// ([`is_closed`](NextError::is_closed)): at a shutdown, and outside of a source. A
    /// handler may return either with `?`: the former fails its update, the latter does not.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, no update is lost: one that was not returned yet goes its
    /// usual way. The lane stays left. A future that is neither polled nor dropped holds up the
    /// lane once the update has come: do not [`enter`](Self::enter) meanwhile.
    pub fn next<E, M>(
        &self,
        filter: impl IntoFilter<E, M>,
        timeout: Duration,
    ) -> impl Future<Output = Result<Request<E>, NextError>> + Send
    where
        E: EventType,
    {
        let matcher = Matcher::new(filter);
        let in_flight = self.held().cloned();
        async move {
            let in_flight = in_flight.ok_or(NextError::CLOSED)?;
            in_flight.intake.unasked.look(&in_flight, kinds_of::<E>);
            let found = wait_for(&in_flight, asking(&in_flight, matcher), timeout).await?;
            found.downcast().map(|found| *found).map_err(|_| NextError::CLOSED)
        }
    }

    pub(crate) fn in_flight(&self) -> Option<&Arc<InFlight>> {
        self.in_flight.as_ref()
    }

    /// What is in flight, if its handler still runs.
    fn held(&self) -> Option<&Arc<InFlight>> {
        self.in_flight.as_ref().filter(|in_flight| !in_flight.is_handler_done())
    }
}

/// Asks whether an update is an `E` that passes.
fn asking<E: EventType>(in_flight: &InFlight, matcher: Matcher<E>) -> Ask {
    let matcher = Arc::new(matcher);
    let dispatcher = in_flight.intake.dispatcher.clone();
    let connection = in_flight.update.business_connection_id().cloned();
    let is_whole = std::any::TypeId::of::<E>() == std::any::TypeId::of::<Update>();
    Box::new(move |update| {
        let counts = counts(&update, is_whole, connection.as_ref());
        let (matcher, dispatcher) = (Arc::clone(&matcher), dispatcher.clone());
        Box::pin(async move {
            if !counts {
                return Ok(None);
            }
            let request = dispatcher.matches(&matcher, update).await?;
            Ok(request.map(|request| Box::new(request) as Found))
        })
    })
}

/// Whether an update may be what is awaited, whatever its content.
fn counts(update: &Update, is_whole: bool, connection: Option<&BusinessConnectionId>) -> bool {
    let is_edit = matches!(
        update.kind.update_type(),
        Some(
            UpdateType::EditedMessage
                | UpdateType::EditedChannelPost
                | UpdateType::EditedBusinessMessage
        )
    );
    (is_whole || !is_edit) && update.business_connection_id() == connection
}

/// Leaves the lane and waits. Compiled here, not with each bot.
async fn wait_for(
    in_flight: &Arc<InFlight>,
    ask: Ask,
    timeout: Duration,
) -> Result<Found, NextError> {
    let Some((registration, handover)) = Awaiting::register(in_flight, ask) else {
        return Err(NextError::CLOSED);
    };
    // It may have ended before it was registered, which nobody would tell then.
    if in_flight.is_handler_done() {
        return Err(NextError::CLOSED);
    }
    in_flight.leave();
    let error = tokio::select! {
        biased;
        handover = handover => match handover.ok().and_then(|handover| take(in_flight, handover)) {
            Some(found) => return Ok(found),
            None => NextError::CLOSED,
        },
        () = in_flight.intake.closed.told() => NextError::CLOSED,
        () = tokio::time::sleep(timeout) => NextError::ELAPSED,
    };
    drop(registration);
    in_flight.return_from_waiting().await;
    Err(error)
}

/// Takes the update that was awaited, and its turn.
fn take(in_flight: &Arc<InFlight>, handover: Handover) -> Option<Found> {
    if !in_flight.take_over(&handover.update) {
        return None;
    }
    // Who offered it waits for this.
    let _ = handover.taken.send(());
    Some(handover.found)
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Lane {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(request.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Why no update came that a handler awaited.
///
/// A handler that returns one which [is closed](Self::is_closed) does not fail: [`Cancel`] is
/// its source, so its update is handled, and no error observer gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextError {
    is_elapsed: bool,
}

impl NextError {
    const ELAPSED: Self = Self { is_elapsed: true };
    const CLOSED: Self = Self { is_elapsed: false };

    /// Whether the time was over.
    pub fn is_elapsed(&self) -> bool {
        self.is_elapsed
    }

    /// Whether no update can come any more: the source shuts down, or there is none.
    pub fn is_closed(&self) -> bool {
        !self.is_elapsed
    }
}

impl fmt::Display for NextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.is_elapsed {
            true => "the update that a handler awaited did not come in time",
            false => "the update that a handler awaited cannot come any more",
        })
    }
}

/// At a shutdown the update is over, and that is nobody's failure.
impl Error for NextError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.is_closed().then_some(&Cancel as _)
    }
}
