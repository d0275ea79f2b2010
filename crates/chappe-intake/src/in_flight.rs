//! An update from its acceptance to its end.

use std::{
    collections::HashMap,
    fmt,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use chappe_types::{Update, UpdateId};
use tokio::{sync::Notify, time::Instant};

use crate::{
    completion::{Completion, Detached},
    flights::Landing,
    hash::IdHash,
    intake::Intake,
    lane_key::LaneKey,
    lanes::Place,
    options::OnLeave,
    replies::Carried,
    turn::Turn,
};

/// An update from its acceptance to its end: what its task, its handler's [`Lane`] and its
/// [`Background`] work share.
///
/// [`Lane`]: crate::Lane
/// [`Background`]: crate::Background
pub(crate) struct InFlight {
    pub(crate) intake: Arc<Intake>,
    pub(crate) update: Update,
    /// `None` if it is in no order with others.
    key: Option<LaneKey>,
    state: Mutex<State>,
    /// Held while the lane is entered, so that it is entered once.
    entering: tokio::sync::Mutex<()>,
    /// Notifies of a turn that came with an awaited update.
    turn_came: Notify,
    /// The handler wants no turn until it enters its lane.
    is_released: AtomicBool,
}

struct State {
    /// Until its turn is waited for.
    place: Option<Place>,
    /// While the handler has it.
    turn: Option<Turn>,
    /// The updates that the handler awaited and got; they end when it leaves the lane.
    taken: Vec<Completion>,
    /// `None` once the update has ended, or another update's handler got it.
    completion: Option<Completion>,
    /// The handler while it runs, and its work in the background.
    working: usize,
    is_handler_done: bool,
    /// Some of the work was cut off.
    is_cut_off: bool,
    has_left: bool,
    detached: Option<Detached>,
}

impl InFlight {
    /// An update that was accepted, with its place in its lane.
    pub(crate) fn new(
        intake: &Arc<Intake>,
        update: Update,
        key: Option<LaneKey>,
        place: Option<Place>,
    ) -> Self {
        let completion = Completion::new(Arc::clone(intake), update.update_id);
        let waits =
            intake.options.running.is_some() || place.as_ref().is_some_and(Place::is_waiting);
        let (place, turn) = match waits {
            true => (place, None),
            false => (None, Some(Turn { _place: place, permit: None })),
        };
        let state = State {
            place,
            turn,
            taken: Vec::new(),
            completion: Some(completion),
            working: 1,
            is_handler_done: false,
            is_cut_off: false,
            has_left: false,
            detached: None,
        };
        Self {
            intake: Arc::clone(intake),
            update,
            key,
            state: Mutex::new(state),
            entering: tokio::sync::Mutex::default(),
            turn_came: Notify::new(),
            is_released: AtomicBool::new(false),
        }
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

    /// Whether the handler has the turn in its lane.
    pub(crate) fn is_turn(&self) -> bool {
        self.lock().turn.is_some()
    }

    /// Whether the handler has ended.
    pub(crate) fn is_handler_done(&self) -> bool {
        self.lock().is_handler_done
    }

    /// Whether the source knows that the update is handled, or it is not this update's
    /// source any more.
    pub(crate) fn is_told(&self) -> bool {
        self.lock().completion.as_ref().is_none_or(Completion::is_told)
    }

    /// Waits for the turn in the place that was taken when the update came.
    pub(crate) async fn begin(&self) {
        let place = self.lock().place.take();
        let turn = self.wait(place).await;
        self.lock().turn = Some(turn);
    }

    /// Waits for the turn, unless the handler has it: at the end of the lane, behind what
    /// came meanwhile.
    pub(crate) async fn enter(&self) {
        self.is_released.store(false, Ordering::Release);
        if self.is_in() {
            return;
        }
        // In a box: few handlers come back.
        Box::pin(self.come_back()).await;
    }

    /// Enters the lane again after an update was awaited in vain, unless the handler had
    /// left it by itself before.
    pub(crate) async fn return_from_waiting(&self) {
        if !self.is_released.load(Ordering::Acquire) {
            self.enter().await;
        }
    }

    /// Leaves the lane by the handler's own wish.
    pub(crate) fn release(self: &Arc<Self>) {
        self.is_released.store(true, Ordering::Release);
        self.leave();
    }

    async fn come_back(&self) {
        let _one_at_a_time = self.entering.lock().await;
        let mut came = pin!(self.turn_came.notified());
        came.as_mut().enable();
        if self.is_in() {
            return;
        }
        let place = self.key.clone().map(|key| self.intake.lanes.enter(key));
        let turn = tokio::select! {
            biased;
            // It is behind this one's own turn now.
            () = came => return,
            turn = self.wait(place) => turn,
        };
        let mut state = self.lock();
        // It may have ended meanwhile, and then nobody would give the turn back.
        if !state.is_handler_done && state.turn.is_none() {
            state.turn = Some(turn);
            self.forget_left(&mut state);
        }
    }

    /// Whether there is no turn to wait for.
    fn is_in(&self) -> bool {
        let state = self.lock();
        state.turn.is_some() || state.is_handler_done
    }

    async fn wait(&self, mut place: Option<Place>) -> Turn {
        if let Some(place) = place.as_mut().filter(|place| place.is_waiting()) {
            let came = Instant::now();
            place.turn().await;
            self.intake.waits.waited(self, came.elapsed());
        }
        Turn { _place: place, permit: self.permit().await }
    }

    async fn permit(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        let running = self.intake.options.running.as_ref()?;
        // It is never closed.
        Arc::clone(running).acquire_owned().await.ok()
    }

    /// Gives back the right to run, but not the turn in the lane.
    pub(crate) fn rest(&self) {
        if self.intake.options.running.is_some() {
            let permit = self.lock().turn.as_mut().and_then(|turn| turn.permit.take());
            drop(permit);
        }
    }

    /// Takes what [`rest`](Self::rest) gave back, and the turn if the handler left its lane.
    pub(crate) async fn resume(&self) {
        self.enter().await;
        let takes_permits = self.intake.options.running.is_some();
        let rests = || self.lock().turn.as_ref().is_some_and(|turn| turn.permit.is_none());
        if takes_permits && rests() {
            let permit = self.permit().await;
            if let Some(turn) = &mut self.lock().turn {
                turn.permit = permit;
            }
        }
    }

    /// Gives the turn to the next update of the lane, and goes on. What the handler awaited
    /// and got has ended; the source is told as its options say.
    pub(crate) fn leave(self: &Arc<Self>) {
        let mut state = self.lock();
        if state.is_handler_done {
            return;
        }
        let held = state.give_up_turn();
        drop(state);
        held.finish();
        self.mark_left();
    }

    /// The update goes on outside of its lane.
    fn mark_left(self: &Arc<Self>) {
        let mut state = self.lock();
        // Its work in the background may have ended meanwhile.
        let Some(completion) = &state.completion else { return };
        let is_told = completion.is_told();
        if std::mem::replace(&mut state.has_left, true) {
            return;
        }
        if is_told {
            self.detach(&mut state);
            return;
        }
        match self.intake.options.on_leave {
            OnLeave::Acknowledge => {
                drop(state);
                self.acknowledge();
            }
            // While the state is locked: what ends is not noted after its end.
            OnLeave::Wait => self.intake.left.insert(self),
        }
    }

    fn forget_left(&self, state: &mut State) {
        if std::mem::take(&mut state.has_left) {
            self.intake.left.remove(self);
        }
    }

    /// Tells the source that the update is handled, although it goes on; `false` if the
    /// source knows, or too many others go on so.
    pub(crate) fn acknowledge(&self) -> bool {
        let mut state = self.lock();
        let is_detached = self.detach(&mut state);
        if !is_detached && self.intake.options.on_leave == OnLeave::Wait {
            return false;
        }
        let Some(completion) = &mut state.completion else { return false };
        if completion.is_told() {
            return false;
        }
        completion.tell(Landing::Handled(None));
        drop(state);
        self.intake.left.remove(self);
        true
    }

    /// Gives the update's room to another one, if not too many go on so.
    fn detach(&self, state: &mut State) -> bool {
        if state.detached.is_none() {
            state.detached = Detached::new(&self.intake);
        }
        if let (Some(_), Some(completion)) = (&state.detached, &mut state.completion) {
            completion.free_room();
        }
        state.detached.is_some()
    }

    /// Tells the source that the update is handled when it is accepted; its room is kept.
    pub(crate) fn acknowledge_on_receipt(&self) {
        if let Some(completion) = &mut self.lock().completion {
            completion.tell(Landing::Handled(None));
        }
    }

    /// Another update's handler gets this one, with its turn.
    fn hand_over(&self) -> Option<(Turn, Completion)> {
        let mut state = self.lock();
        let turn = state.turn.take()?;
        Some((turn, state.completion.take()?))
    }

    /// The handler gets the update that it awaited, and with it the turn in the lane; `false`
    /// if one of the two has ended.
    pub(crate) fn take_over(&self, awaited: &Self) -> bool {
        let mut state = self.lock();
        // Nobody would give the turn back.
        if state.is_handler_done {
            return false;
        }
        let Some((turn, completion)) = awaited.hand_over() else { return false };
        let before = state.turn.replace(turn);
        self.is_released.store(false, Ordering::Release);
        state.taken.push(completion);
        self.forget_left(&mut state);
        drop(state);
        drop(before);
        self.turn_came.notify_waiters();
        true
    }

    /// Work in the background begins.
    pub(crate) fn begin_work(&self) {
        self.lock().working += 1;
    }

    /// Work in the background has ended.
    pub(crate) fn end_work(&self, is_cut_off: bool) {
        let mut state = self.lock();
        state.working -= 1;
        state.is_cut_off |= is_cut_off;
        if state.working == 0 {
            self.end(state, None);
        }
    }

    /// The handler has ended. Returns the reply that nobody waits for, and what the handler
    /// held in its lane, until that is sent.
    pub(crate) fn end_handler(self: &Arc<Self>, reply: Option<Carried>) -> (Option<Carried>, Held) {
        let mut state = self.end_awaiting();
        state.working -= 1;
        let mut held = state.give_up_turn();
        if state.working == 0 {
            return (self.end(state, reply), held);
        }
        // Work goes on in the background.
        held.goes_on = Some(Arc::clone(self));
        let completion = state.completion.as_mut();
        let unsent = match completion {
            Some(completion) if self.intake.options.on_leave == OnLeave::Acknowledge => {
                completion.tell(Landing::Handled(reply))
            }
            _ => reply,
        };
        (unsent, held)
    }

    /// The source is to send the update again.
    pub(crate) fn ask_again(&self) {
        let mut state = self.end_awaiting();
        let completion = state.completion.take();
        let held = state.give_up_turn();
        drop(state);
        if let Some(mut completion) = completion {
            completion.free_room();
            completion.tell(Landing::Redeliver);
        }
        self.forget();
        match self.intake.is_halted() {
            true => held.lose(),
            false => held.finish(),
        }
    }

    /// The update's task ends before the update did.
    pub(crate) fn abandon(&self, has_failed: bool) {
        let mut state = self.end_awaiting();
        let completion = state.completion.take();
        let held = state.give_up_turn();
        drop(state);
        match completion {
            // It failed once, and would do so each time.
            Some(mut completion) if has_failed => {
                completion.free_room();
                completion.tell(Landing::Handled(None));
            }
            Some(completion) => completion.lose(),
            None => {}
        }
        self.forget();
        match has_failed {
            true => held.finish(),
            false => held.lose(),
        }
    }

    /// The handler has ended, and awaits no more updates.
    fn end_awaiting(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.is_handler_done = true;
        if self.intake.awaiting.is_empty() {
            return state;
        }
        drop(state);
        self.intake.awaiting.end(self);
        self.lock()
    }

    /// All work has ended; returns the reply that nobody waits for.
    fn end(&self, mut state: MutexGuard<'_, State>, reply: Option<Carried>) -> Option<Carried> {
        let (completion, is_cut_off) = (state.completion.take(), state.is_cut_off);
        let detached = state.detached.take();
        self.forget_left(&mut state);
        drop(state);
        drop(detached);
        match completion {
            Some(completion) if is_cut_off => {
                completion.lose();
                reply
            }
            Some(mut completion) => {
                completion.free_room();
                completion.tell(Landing::Handled(reply))
            }
            None => reply,
        }
    }

    fn forget(&self) {
        let mut state = self.lock();
        let detached = state.detached.take();
        self.forget_left(&mut state);
        drop(state);
        drop(detached);
    }
}

impl State {
    fn give_up_turn(&mut self) -> Held {
        Held { taken: std::mem::take(&mut self.taken), turn: self.turn.take(), goes_on: None }
    }
}

/// What a handler has that is in its lane; the next update of the lane runs when this is
/// dropped.
pub(crate) struct Held {
    taken: Vec<Completion>,
    turn: Option<Turn>,
    /// The update whose work goes on after that.
    goes_on: Option<Arc<InFlight>>,
}

impl Held {
    /// What the handler awaited and got has ended.
    pub(crate) fn finish(mut self) {
        for mut completion in self.taken.drain(..) {
            completion.free_room();
            completion.tell(Landing::Handled(None));
        }
        drop(self.turn);
        if let Some(update) = self.goes_on {
            update.mark_left();
        }
    }

    /// The handler was cut off: what it awaited and got must come again.
    fn lose(mut self) {
        self.taken.drain(..).for_each(Completion::lose);
    }
}

impl fmt::Debug for InFlight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InFlight")
            .field("update_id", &self.id())
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// The updates that left their lane and go on, whose source was not told yet.
#[derive(Debug, Default)]
pub(crate) struct Left {
    updates: Mutex<HashMap<UpdateId, Weak<InFlight>, IdHash>>,
    pub(crate) more: Notify,
}

impl Left {
    fn lock(&self) -> MutexGuard<'_, HashMap<UpdateId, Weak<InFlight>, IdHash>> {
        self.updates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, in_flight: &Arc<InFlight>) {
        self.lock().insert(in_flight.id(), Arc::downgrade(in_flight));
        self.more.notify_one();
    }

    fn remove(&self, in_flight: &InFlight) {
        let mut updates = self.lock();
        // Its id may have come again since its source was told.
        let is_it = |left: &Weak<InFlight>| std::ptr::eq(left.as_ptr(), in_flight);
        if updates.get(&in_flight.id()).is_some_and(is_it) {
            updates.remove(&in_flight.id());
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn get(&self, id: UpdateId) -> Option<Arc<InFlight>> {
        self.lock().get(&id)?.upgrade()
    }
}
