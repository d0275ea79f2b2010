//! The updates that are not finished yet.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use chappe_intake::{Completion, Intake, LaneKey, LogLimit, report};
use chappe_types::UpdateId;
use tokio::{
    sync::oneshot::{Receiver, error::TryRecvError},
    time::timeout,
};

/// Updates in the order in which they came, from the first unhandled one on.
///
/// What is asked for next begins with that one, so Telegram keeps it and all
/// after it. Ids are compared for equality only: after a quiet week they start
/// anew, possibly lower.
#[derive(Debug, Default)]
pub(crate) struct Window {
    entries: VecDeque<Entry>,
    /// The last one that is confirmed by the next question if `entries` is empty.
    last: Option<UpdateId>,
    /// Updates are confirmed when they are received: those that run are counted only.
    confirms_on_receipt: bool,
    early: Early,
}

/// How often it is looked whether any of those has ended that run.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Debug)]
struct Entry {
    id: UpdateId,
    lane: Option<LaneKey>,
    state: State,
}

#[derive(Debug)]
enum State {
    Running(Receiver<Completion>),
    Handled,
    /// It never landed: it must come again.
    Lost,
}

impl Window {
    pub(crate) fn new(confirms_on_receipt: bool, early: Early) -> Self {
        Self { confirms_on_receipt, early, ..Self::default() }
    }

    /// What to ask for: the first update that is not handled, or the one after
    /// the last. None at the very beginning.
    pub(crate) fn offset(&self) -> Option<i64> {
        match self.entries.front() {
            Some(entry) if !self.confirms_on_receipt => Some(entry.id.0),
            _ => self.last.map(|last| last.0.saturating_add(1)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an update is under way or handled already.
    pub(crate) fn knows(&self, id: UpdateId) -> bool {
        self.entries.iter().any(|entry| entry.id == id && !matches!(entry.state, State::Lost))
    }

    /// One more update is under way; `None` if it was handled before.
    pub(crate) fn push(
        &mut self,
        id: UpdateId,
        lane: Option<LaneKey>,
        landing: Option<Receiver<Completion>>,
    ) {
        if self.confirms_on_receipt {
            self.last = Some(id);
        }
        let state = landing.map_or(State::Handled, State::Running);
        match self.entries.iter_mut().find(|entry| entry.id == id) {
            Some(lost) => lost.state = state,
            None => self.entries.push_back(Entry { id, lane, state }),
        }
    }

    /// The lane that most of the updates under way are in, and how many those are.
    pub(crate) fn fullest_lane(
        &self,
        holds_lane: impl Fn(UpdateId) -> bool,
    ) -> Option<(&LaneKey, usize)> {
        let mut lanes = HashMap::<&LaneKey, usize>::new();
        for entry in &self.entries {
            if let (Some(lane), State::Running(_)) = (&entry.lane, &entry.state)
                && holds_lane(entry.id)
            {
                *lanes.entry(lane).or_default() += 1;
            }
        }
        lanes.into_iter().max_by_key(|(_, updates)| *updates)
    }

    /// Looks what landed, and leaves behind what is handled, up to the first
    /// that is not.
    pub(crate) fn advance(&mut self) {
        let mut len = self.len();
        for entry in &mut self.entries {
            if let State::Running(landing) = &mut entry.state {
                match landing.try_recv() {
                    Ok(Completion::Handled(_)) => entry.state = State::Handled,
                    Ok(Completion::Redeliver) | Err(TryRecvError::Closed) => {
                        entry.state = State::Lost;
                    }
                    Err(TryRecvError::Empty) => {}
                }
            }
        }
        if self.confirms_on_receipt {
            // What is lost does not come again, and what left its lane needs no room here if
            // it has room in the background.
            let early = &self.early;
            self.entries.retain(|entry| {
                matches!(entry.state, State::Running(_)) && !early.lets_go(entry.id)
            });
            return;
        }
        while let Some(Entry { id, state, .. }) = self.entries.front_mut() {
            // One that goes on outside of its lane holds up half of the window at most.
            if matches!(state, State::Running(_))
                && len >= self.early.from
                && self.early.confirm(*id)
            {
                *state = State::Handled;
            }
            if !matches!(state, State::Handled) {
                break;
            }
            self.last = Some(*id);
            self.entries.pop_front();
            len -= 1;
        }
    }

    /// Whether the first update must come again.
    pub(crate) fn is_stuck(&self) -> bool {
        self.entries.front().is_some_and(|front| matches!(front.state, State::Lost))
    }

    /// Waits until the first update is no longer under way; for ever if it is
    /// lost.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn front_landed(&mut self) {
        let Some(front) = self.entries.front_mut() else { return };
        match &mut front.state {
            State::Running(landing) => {
                front.state = match landing.await {
                    Ok(Completion::Handled(_)) => State::Handled,
                    Ok(Completion::Redeliver) | Err(_) => State::Lost,
                }
            }
            State::Handled => {}
            State::Lost => std::future::pending().await,
        }
    }

    /// Waits until so few are left, or the first one must come again.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn shrunk_to(&mut self, len: usize) {
        while self.len() > len && !self.is_stuck() {
            let early = self.early.clone();
            tokio::select! {
                () = self.front_landed() => {}
                () = early.one_left() => {}
            }
            self.advance();
        }
    }

    /// Waits until fewer than `most` run.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn has_room(&mut self, most: usize) {
        while self.len() >= most {
            let _ = timeout(LOOK, self.front_landed()).await;
            self.advance();
        }
    }

    /// Waits while more land: many do so at once where handlers take equally
    /// long, and one question tells of them all.
    pub(crate) async fn settled(&mut self) {
        loop {
            self.advance();
            let len = self.len();
            if len == 0 || self.is_stuck() {
                return;
            }
            tokio::task::yield_now().await;
            self.advance();
            if self.len() == len {
                return;
            }
        }
    }
}

/// Updates that are confirmed before they are done: those that go on outside of their
/// lane, once so many are unconfirmed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Early {
    /// None confirms nothing early.
    intake: Option<Arc<Intake>>,
    from: usize,
    warnings: Option<Arc<LogLimit>>,
}

/// One warning in this time.
const EVERY: Duration = Duration::from_secs(60);

impl Early {
    /// Of an intake, once `from` updates are unconfirmed.
    pub(crate) fn new(intake: &Arc<Intake>, from: usize) -> Self {
        let warnings = Some(Arc::new(LogLimit::new(EVERY)));
        Self { intake: Some(Arc::clone(intake)), from, warnings }
    }

    /// Lets an update go which left its lane; `false` if it did not.
    fn confirm(&self, id: UpdateId) -> bool {
        let is_let_go = self.lets_go(id);
        if is_let_go {
            self.warn(id);
        }
        is_let_go
    }

    fn lets_go(&self, id: UpdateId) -> bool {
        self.intake.as_ref().is_some_and(|intake| intake.acknowledge(id))
    }

    fn warn(&self, id: UpdateId) {
        let Some(others) = self.warnings.as_ref().and_then(|limit| limit.pass()) else { return };
        let unconfirmed = self.from;
        report(|| {
            tracing::warn!(
                update_id = id.0,
                unconfirmed,
                others,
                "an update that goes on outside of its lane is confirmed before it is done, \
                 because others wait to be confirmed: a crash would lose it"
            );
        });
    }

    /// Waits until one more update leaves its lane.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    async fn one_left(&self) {
        match &self.intake {
            Some(intake) => intake.lane_left().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn the_offset_stops_before_what_is_not_handled() {
        let mut window = Window::default();
        assert_eq!(window.offset(), None);
        let mut senders = Vec::new();
        for id in 5..9 {
            let (sender, receiver) = oneshot::channel();
            senders.push(Some(sender));
            window.push(UpdateId(id), None, Some(receiver));
        }
        let mut land =
            |index: usize| senders[index].take().unwrap().send(Completion::Handled(None));
        let offsets = [1, 0, 3, 2].map(|index| {
            land(index).unwrap();
            window.advance();
            window.offset()
        });
        assert_eq!(offsets, [Some(5), Some(7), Some(7), Some(9)]);
    }

    #[test]
    fn the_offset_follows_lower_ids() {
        let mut window = Window::default();
        for id in [1000, 7] {
            window.push(UpdateId(id), None, None);
            window.advance();
        }
        assert_eq!(window.offset(), Some(8));
    }

    #[test]
    fn what_is_confirmed_on_receipt_stays_until_it_ends_in_whatever_order() {
        let mut window = Window::new(true, Early::default());
        let mut senders = Vec::new();
        for id in 5..8 {
            let (sender, receiver) = oneshot::channel();
            senders.push(sender);
            window.push(UpdateId(id), Some(LaneKey::Chat(id % 2)), Some(receiver));
        }
        assert_eq!((window.offset(), window.len()), (Some(8), 3));
        assert_eq!(window.fullest_lane(|_| true), Some((&LaneKey::Chat(1), 2)));
        senders.remove(1).send(Completion::Handled(None)).unwrap();
        drop(senders.remove(1));
        window.advance();
        assert_eq!((window.offset(), window.len()), (Some(8), 1));
    }

    #[test]
    fn what_never_landed_must_come_again() {
        let mut window = Window::default();
        let (sender, receiver) = oneshot::channel();
        window.push(UpdateId(5), None, Some(receiver));
        window.push(UpdateId(6), None, None);
        drop(sender);
        window.advance();
        assert_eq!((window.offset(), window.knows(UpdateId(5))), (Some(5), false));
        window.push(UpdateId(5), None, None);
        window.advance();
        assert_eq!(window.offset(), Some(7));
    }
}
