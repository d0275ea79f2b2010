//! An update from its acceptance to its end.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use chappe_types::{Update, UpdateId};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit},
    time::Instant,
};

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

impl State {
    fn give_up(&mut self) -> Held {
        Held { taken: std::mem::take(&mut self.taken), _turn: self.turn.take() }
    }
}

/// What a handler has while it has the turn in its lane: the turn, and the updates that it
/// awaited and got. Those have ended, and the next update of the lane runs, when this is
/// dropped.
pub(crate) struct Held {
    taken: Vec<Completion>,
    _turn: Option<Turn>,
}

impl Drop for Held {
    fn drop(&mut self) {
        for mut completion in self.taken.drain(..) {
            completion.free_room();
            completion.tell(Landing::Handled(None));
        }
    }
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
        let has_to_wait =
            intake.options.running.is_some() || place.as_ref().is_some_and(Place::is_waiting);
        let (place, turn) = match has_to_wait {
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

    /// Waits for the turn in the place that was taken when the update came.
    pub(crate) async fn begin(&self) {
        let place = self.lock().place.take();
        let turn = self.wait(place).await;
        self.lock().turn = Some(turn);
    }

    /// Waits for the turn, unless the handler has it: at the end of the lane, behind what
    /// came meanwhile.
    pub(crate) async fn enter(&self) {
        if self.needs_no_turn() {
            return;
        }
        let _one_at_a_time = self.entering.lock().await;
        if self.needs_no_turn() {
            return;
        }
        let place = self.key.clone().map(|key| self.intake.lanes.enter(key));
        let turn = self.wait(place).await;
        let mut state = self.lock();
        // It may have ended meanwhile, and then nobody would give the turn back.
        if !state.is_handler_done {
            state.turn = Some(turn);
            if std::mem::take(&mut state.has_left) {
                self.intake.left.remove(self.id());
            }
        }
    }

    fn needs_no_turn(&self) -> bool {
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

    async fn permit(&self) -> Option<OwnedSemaphorePermit> {
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
        self.give_up_turn();
        self.mark_left();
    }

    fn give_up_turn(&self) {
        let held = self.lock().give_up();
        drop(held);
    }

    /// The update goes on outside of its lane.
    fn mark_left(self: &Arc<Self>) {
        let mut state = self.lock();
        if std::mem::replace(&mut state.has_left, true) {
            return;
        }
        if state.completion.as_ref().is_none_or(Completion::is_told) {
            self.detach(&mut state);
            return;
        }
        drop(state);
        match self.intake.options.on_leave {
            OnLeave::Acknowledge => {
                self.acknowledge();
            }
            OnLeave::Wait => self.intake.left.insert(self),
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
        self.intake.left.remove(self.id());
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
    pub(crate) fn hand_over(&self) -> Option<(Turn, Completion)> {
        let mut state = self.lock();
        let turn = state.turn.take()?;
        Some((turn, state.completion.take()?))
    }

    /// The handler got the update that it awaited, and with it the turn in the lane.
    pub(crate) fn take_over(&self, turn: Turn, completion: Completion) {
        let mut state = self.lock();
        let before = state.turn.replace(turn);
        state.taken.push(completion);
        if std::mem::take(&mut state.has_left) {
            self.intake.left.remove(self.id());
        }
        drop(state);
        drop(before);
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

    /// The handler has ended. Its turn goes on until what is returned is dropped, and nobody
    /// waits for the reply in it.
    pub(crate) fn end_handler(self: &Arc<Self>, reply: Option<Carried>) -> (Option<Carried>, Held) {
        let mut state = self.lock();
        state.is_handler_done = true;
        state.working -= 1;
        let held = state.give_up();
        if state.working == 0 {
            return (self.end(state, reply), held);
        }
        // Work goes on in the background.
        let completion = state.completion.as_mut();
        let completion =
            completion.filter(|_| self.intake.options.on_leave == OnLeave::Acknowledge);
        let unsent = match completion {
            Some(completion) => completion.tell(Landing::Handled(reply)),
            None => reply,
        };
        drop(state);
        self.mark_left();
        (unsent, held)
    }

    /// The source is to send the update again.
    pub(crate) fn ask_again(&self) {
        let mut state = self.lock();
        state.is_handler_done = true;
        let completion = state.completion.take();
        drop(state);
        if let Some(mut completion) = completion {
            completion.free_room();
            completion.tell(Landing::AskAgain);
        }
        self.forget();
        self.give_up_turn();
    }

    /// The update's task ends before the update did.
    pub(crate) fn abandon(&self, has_failed: bool) {
        let mut state = self.lock();
        state.is_handler_done = true;
        let completion = state.completion.take();
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
        self.give_up_turn();
    }

    /// All work has ended; returns the reply that nobody waits for.
    fn end(&self, mut state: MutexGuard<'_, State>, reply: Option<Carried>) -> Option<Carried> {
        let (completion, is_cut_off) = (state.completion.take(), state.is_cut_off);
        let (detached, has_left) = (state.detached.take(), state.has_left);
        drop(state);
        drop(detached);
        if has_left {
            self.intake.left.remove(self.id());
        }
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
        let (detached, has_left) = (state.detached.take(), state.has_left);
        drop(state);
        drop(detached);
        if has_left {
            self.intake.left.remove(self.id());
        }
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

    fn remove(&self, id: UpdateId) {
        self.lock().remove(&id);
    }

    pub(crate) fn get(&self, id: UpdateId) -> Option<Arc<InFlight>> {
        self.lock().get(&id)?.upgrade()
    }
}
