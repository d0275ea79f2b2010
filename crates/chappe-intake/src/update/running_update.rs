//! The state of an update in flight, from its admission to its end.

use std::{
    fmt, mem,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chappe_types::{Update, UpdateId};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit},
    time::Instant,
};

use super::{shared::Shared, turn::Turn};
use crate::{
    in_flight::{Completer, End},
    lane::{LaneKey, Ticket},
    options::OnLeave,
    reply::PendingReply,
};

/// An update in flight. Its task, its handler's [`Lane`] and its [`Background`] tasks share it.
///
/// [`Lane`]: crate::Lane
/// [`Background`]: crate::Background
pub(crate) struct RunningUpdate {
    pub(crate) shared: Arc<Shared>,
    pub(crate) update: Update,
    /// `None` if it has no lane.
    key: Option<LaneKey>,
    state: Mutex<State>,
    /// Locked while the handler enters its lane again, so that concurrent calls take one ticket.
    entering: tokio::sync::Mutex<()>,
    /// Notified when the handler receives a turn with an awaited update.
    turn_received: Notify,
}

struct State {
    /// `None` while the handler is outside of its lane.
    turn: Option<Turn>,
    /// `None` once the update has ended, or once the handler of another update has received it.
    completer: Option<Completer>,
    /// The number of parts that have not ended: the handler, and each background task.
    tasks: usize,
    handler: Handler,
    /// Whether a background task was cancelled.
    is_cancelled: bool,
    /// Whether the handler has left its lane, has not entered it since, and the update has not
    /// ended.
    has_left_lane: bool,
    /// `Some` while the completed update runs without holding capacity.
    detached: Option<OwnedSemaphorePermit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handler {
    Running,
    /// It has left its lane by `release`, and runs.
    Released,
    Done,
}

impl RunningUpdate {
    pub(crate) fn new(
        shared: Arc<Shared>,
        update: Update,
        key: Option<LaneKey>,
        completer: Completer,
    ) -> Arc<Self> {
        let state = State {
            turn: None,
            completer: Some(completer),
            tasks: 1,
            handler: Handler::Running,
            is_cancelled: false,
            has_left_lane: false,
            detached: None,
        };
        Arc::new(Self {
            shared,
            update,
            key,
            state: Mutex::new(state),
            entering: tokio::sync::Mutex::default(),
            turn_received: Notify::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn id(&self) -> UpdateId {
        self.update.update_id
    }

    pub(crate) fn key(&self) -> Option<&LaneKey> {
        self.key.as_ref()
    }

    /// Whether the handler is in its lane.
    pub(crate) fn has_turn(&self) -> bool {
        self.lock().turn.is_some()
    }

    pub(crate) fn is_handler_done(&self) -> bool {
        self.lock().is_handler_done()
    }

    /// Whether the source has received the completion, or the handler of another update will
    /// complete this one.
    pub(crate) fn is_completed(&self) -> bool {
        self.lock().completer.as_ref().is_none_or(Completer::is_completed)
    }

    /// Waits for the turn, and stores it.
    pub(crate) async fn take_turn(&self, ticket: Option<Ticket>) {
        let is_ready = self.shared.options.running.is_none()
            && !ticket.as_ref().is_some_and(Ticket::is_waiting);
        let turn = match is_ready {
            true => Turn::new(ticket, None),
            // Boxed: most updates do not wait, and their futures stay small.
            false => Box::pin(self.wait_for_turn(ticket)).await,
        };
        self.lock().turn = Some(turn);
    }

    async fn wait_for_turn(&self, mut ticket: Option<Ticket>) -> Turn {
        if let Some(ticket) = ticket.as_mut().filter(|ticket| ticket.is_waiting()) {
            let start = Instant::now();
            ticket.turn().await;
            self.record_wait(start.elapsed());
        }
        Turn::new(ticket, self.permit().await)
    }

    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        let running = self.shared.options.running.as_ref()?;
        // An error means that the semaphore was closed, which its owner does not do.
        Arc::clone(running).acquire_owned().await.ok()
    }

    /// Waits for the turn at the end of the lane, unless the handler is in it.
    pub(crate) async fn enter(&self) {
        self.lock().set_released(false);
        if self.needs_turn() {
            // Boxed: few handlers enter their lane again.
            Box::pin(self.enter_again()).await;
        }
    }

    /// Enters the lane again after no awaited update arrived, unless the handler had released the
    /// lane before.
    pub(crate) async fn enter_after_waiting(&self) {
        if self.lock().handler != Handler::Released {
            self.enter().await;
        }
    }

    async fn enter_again(&self) {
        let _once = self.entering.lock().await;
        let mut received = pin!(self.turn_received.notified());
        received.as_mut().enable();
        if !self.needs_turn() {
            return;
        }
        let ticket = self.key.clone().map(|key| self.shared.lanes.enter(key));
        let turn = tokio::select! {
            biased;
            // The handler has received a turn with an awaited update; the ticket is dropped.
            () = received => return,
            turn = self.wait_for_turn(ticket) => turn,
        };
        let mut state = self.lock();
        // A turn that is stored after the handler has ended would block the lane forever.
        if !state.is_handler_done() && state.turn.is_none() {
            state.turn = Some(turn);
            self.clear_left_lane(&mut state);
        }
    }

    fn needs_turn(&self) -> bool {
        let state = self.lock();
        state.turn.is_none() && !state.is_handler_done()
    }

    /// Releases the permit to run a handler, but not the turn in the lane.
    pub(crate) fn release_permit(&self) {
        if self.shared.options.running.is_some() {
            let permit = self.lock().turn.as_mut().and_then(|turn| turn.permit.take());
            drop(permit);
        }
    }

    /// Acquires the permit to run a handler again, and the turn if the handler left its lane.
    pub(crate) async fn resume(&self) {
        self.enter().await;
        let lacks_permit = self.lock().turn.as_ref().is_some_and(|turn| turn.permit.is_none());
        if lacks_permit {
            let permit = self.permit().await;
            if let Some(turn) = &mut self.lock().turn {
                turn.permit = permit;
            }
        }
    }

    /// Leaves the lane until the handler enters it.
    pub(crate) fn release(self: &Arc<Self>) {
        self.lock().set_released(true);
        self.leave();
    }

    /// Leaves the lane: completes the awaited updates that the handler received, and passes the
    /// turn to the next update of the lane.
    pub(crate) fn leave(self: &Arc<Self>) {
        let mut state = self.lock();
        if state.is_handler_done() {
            return;
        }
        let turn = state.turn.take();
        drop(state);
        self.end_turn(turn);
    }

    /// Ends a turn that was taken from the state. If the update still runs, acknowledges it, or
    /// lets the source acknowledge it later, as [`OnLeave`] specifies.
    pub(crate) fn end_turn(self: &Arc<Self>, turn: Option<Turn>) {
        if let Some(turn) = turn {
            turn.end(End::Handled);
        }
        let mut state = self.lock();
        let Some(completer) = &state.completer else { return };
        let is_completed = completer.is_completed();
        if mem::replace(&mut state.has_left_lane, true) {
            return;
        }
        if is_completed {
            self.detach(&mut state);
            return;
        }
        match self.shared.options.on_leave {
            OnLeave::Acknowledge => {
                drop(state);
                self.acknowledge();
            }
            // The state stays locked: an update that ends concurrently is removed after this.
            OnLeave::Wait => self.shared.left_lane.insert(self),
        }
    }

    fn clear_left_lane(&self, state: &mut State) {
        if mem::take(&mut state.has_left_lane) {
            self.shared.left_lane.remove(self);
        }
    }

    /// Completes the update while it still runs. Returns `false` if it is completed already. With
    /// [`OnLeave::Wait`], also returns `false` if too many completed updates run.
    pub(crate) fn acknowledge(&self) -> bool {
        let mut state = self.lock();
        let is_detached = self.detach(&mut state);
        if !is_detached && self.shared.options.on_leave == OnLeave::Wait {
            return false;
        }
        let Some(completer) = &mut state.completer else { return false };
        if completer.is_completed() {
            return false;
        }
        completer.acknowledge(None);
        drop(state);
        self.shared.left_lane.remove(self);
        true
    }

    /// Completes the update when it is accepted. It still holds capacity.
    pub(crate) fn acknowledge_on_receipt(&self) {
        if let Some(completer) = &mut self.lock().completer {
            completer.acknowledge(None);
        }
    }

    /// Frees the update's capacity, unless too many updates run without capacity. Returns whether
    /// the update runs without capacity.
    fn detach(&self, state: &mut State) -> bool {
        if state.detached.is_none() {
            state.detached = Arc::clone(&self.shared.left_lane.detached).try_acquire_owned().ok();
        }
        if let (Some(_), Some(completer)) = (&state.detached, &mut state.completer) {
            completer.free_capacity();
        }
        state.detached.is_some()
    }

    /// Moves the turn and the completion of `awaited` to this update's handler. Returns
    /// `false` if one of the two has ended.
    pub(crate) fn receive(&self, awaited: &Self) -> bool {
        let mut state = self.lock();
        // A turn that is stored after the handler has ended would block the lane forever.
        if state.is_handler_done() {
            return false;
        }
        let Some((mut turn, completer)) = awaited.give_up() else { return false };
        let mut previous = state.turn.take();
        if let Some(previous) = &mut previous {
            turn.awaited.append(&mut previous.awaited);
        }
        turn.awaited.push(completer);
        state.turn = Some(turn);
        state.handler = Handler::Running;
        self.clear_left_lane(&mut state);
        drop(state);
        drop(previous);
        self.turn_received.notify_waiters();
        true
    }

    /// Returns the turn and the completer, for the handler that awaited this update. The update's
    /// own handler does not run.
    fn give_up(&self) -> Option<(Turn, Completer)> {
        let mut state = self.lock();
        let received = (state.turn.take()?, state.completer.take()?);
        state.handler = Handler::Done;
        Some(received)
    }

    pub(crate) fn begin_background(&self) {
        self.lock().tasks += 1;
    }

    pub(crate) fn end_background(&self, is_cancelled: bool) {
        let mut state = self.lock();
        state.tasks -= 1;
        state.is_cancelled |= is_cancelled;
        if state.tasks == 0 {
            self.end_tasks(state, None);
        }
    }

    /// Marks the handler as ended. Returns the reply if no source waits for it, and the turn: the
    /// caller sends the reply, then calls [`end_turn`](Self::end_turn).
    pub(crate) fn end_handler(
        &self,
        reply: Option<PendingReply>,
    ) -> (Option<PendingReply>, Option<Turn>) {
        let mut state = self.end_awaiting();
        let turn = state.turn.take();
        state.tasks -= 1;
        if state.tasks == 0 {
            return (self.end_tasks(state, reply), turn);
        }
        match &mut state.completer {
            Some(completer) if self.shared.options.on_leave == OnLeave::Acknowledge => {
                (completer.acknowledge(reply), turn)
            }
            _ => (reply, turn),
        }
    }

    /// Ends the update: the source must deliver it again.
    pub(crate) fn redeliver(&self) {
        let is_cancelled = self.shared.cancelled.is_cancelled();
        self.end(End::Redeliver, if is_cancelled { End::Lost } else { End::Handled });
    }

    /// Ends an update whose task is dropped before its handler has ended.
    pub(crate) fn abandon(&self, has_panicked: bool) {
        if !self.is_handler_done() {
            // Not redelivered after a panic: it would panic outside of its handler again.
            let end = if has_panicked { End::Handled } else { End::Lost };
            self.end(end, end);
        }
    }

    fn end(&self, end: End, awaited: End) {
        let mut state = self.end_awaiting();
        let turn = state.turn.take();
        self.complete(state, end, None);
        if let Some(turn) = turn {
            turn.end(awaited);
        }
    }

    /// Marks the handler as ended: it awaits no more updates.
    fn end_awaiting(&self) -> MutexGuard<'_, State> {
        self.lock().handler = Handler::Done;
        self.shared.waiters.end(self);
        self.lock()
    }

    /// Ends the update after its last part. Returns the reply if no source waits for it.
    fn end_tasks(
        &self,
        state: MutexGuard<'_, State>,
        reply: Option<PendingReply>,
    ) -> Option<PendingReply> {
        let end = if state.is_cancelled { End::Lost } else { End::Handled };
        self.complete(state, end, reply)
    }

    /// Completes the update, unless it is completed already. Returns the reply if no source waits
    /// for it.
    fn complete(
        &self,
        mut state: MutexGuard<'_, State>,
        end: End,
        reply: Option<PendingReply>,
    ) -> Option<PendingReply> {
        let (completer, detached) = (state.completer.take(), state.detached.take());
        self.clear_left_lane(&mut state);
        drop(state);
        if detached.is_some() {
            drop(detached);
            // Another completed update may run without holding capacity.
            self.shared.left_lane.changed.notify_one();
        }
        match completer {
            Some(completer) => completer.end(end, reply),
            None => reply,
        }
    }
}

impl State {
    fn is_handler_done(&self) -> bool {
        self.handler == Handler::Done
    }

    fn set_released(&mut self, is_released: bool) {
        if !self.is_handler_done() {
            self.handler = if is_released { Handler::Released } else { Handler::Running };
        }
    }
}

impl fmt::Debug for RunningUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningUpdate")
            .field("update_id", &self.id())
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
