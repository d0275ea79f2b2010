//! [`Window`]: the updates that are not confirmed yet, and the offset.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use chappe_intake::{Completion, LaneKey};
use chappe_types::UpdateId;
use tokio::{
    sync::oneshot::{Receiver, error::TryRecvError},
    time::timeout,
};

use crate::early_confirmation::EarlyConfirmation;

/// The unconfirmed updates in the order of arrival. The first of them is not handled yet.
///
/// The offset of the next request is the id of the first one, so that Telegram keeps it and all
/// later ones. Ids are compared for equality only: after a week without updates, Telegram starts
/// again at a random id, which may be lower.
#[derive(Debug, Default)]
pub(crate) struct Window {
    entries: VecDeque<Entry>,
    /// The last handled update before `entries`, which the next request confirms if `entries` is
    /// empty.
    last: Option<UpdateId>,
    /// Whether updates are confirmed on receipt; `entries` then only counts those in flight.
    confirms_on_receipt: bool,
    early: EarlyConfirmation,
}

/// The interval at which entries are polled for completion while the window is full.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

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
    /// It failed or was dropped: Telegram must redeliver it.
    Redeliver,
}

impl Window {
    pub(crate) fn new(confirms_on_receipt: bool, early: EarlyConfirmation) -> Self {
        Self { confirms_on_receipt, early, ..Self::default() }
    }

    /// Returns the offset of the next request: the id of the first unhandled update, or the id
    /// after the last handled one. Returns `None` if there was no update yet.
    pub(crate) fn offset(&self) -> Option<i64> {
        match self.entries.front() {
            Some(entry) if !self.confirms_on_receipt => Some(entry.id.0),
            _ => self.last.map(|last| last.0.saturating_add(1)),
        }
    }

    /// Returns the number of unconfirmed updates.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether an update is in flight or handled.
    pub(crate) fn contains(&self, id: UpdateId) -> bool {
        self.entries.iter().any(|entry| entry.id == id && !matches!(entry.state, State::Redeliver))
    }

    /// Adds an update in flight, or a handled one if there is no receiver. An entry that waits
    /// for redelivery is replaced.
    pub(crate) fn push(
        &mut self,
        id: UpdateId,
        lane: Option<LaneKey>,
        completion: Option<Receiver<Completion>>,
    ) {
        if self.confirms_on_receipt {
            self.last = Some(id);
        }
        let state = completion.map_or(State::Handled, State::Running);
        match self.entries.iter_mut().find(|entry| entry.id == id) {
            Some(redelivered) => redelivered.state = state,
            None => self.entries.push_back(Entry { id, lane, state }),
        }
    }

    /// Returns the lane that is held by the most updates in flight, and their number.
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

    /// Updates the states of all entries, and removes the handled ones before the first
    /// unhandled one.
    pub(crate) fn advance(&mut self) {
        let mut len = self.len();
        for entry in &mut self.entries {
            if let State::Running(completion) = &mut entry.state {
                match completion.try_recv() {
                    Ok(Completion::Handled(_)) => entry.state = State::Handled,
                    Ok(Completion::Redeliver) | Err(TryRecvError::Closed) => {
                        entry.state = State::Redeliver;
                    }
                    Err(TryRecvError::Empty) => {}
                }
            }
        }
        if self.confirms_on_receipt {
            // Nothing is redelivered. An update whose handler left its lane is no longer counted
            // here once the intake counts it as background work.
            let early = &self.early;
            self.entries.retain(|entry| {
                matches!(entry.state, State::Running(_)) && !early.acknowledge(entry.id)
            });
            return;
        }
        while let Some(Entry { id, state, .. }) = self.entries.front_mut() {
            // An update whose handler left its lane may block at most half of the window.
            if matches!(state, State::Running(_))
                && len >= self.early.threshold
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

    /// Returns whether the first update must be redelivered.
    pub(crate) fn must_redeliver(&self) -> bool {
        self.entries.front().is_some_and(|front| matches!(front.state, State::Redeliver))
    }

    /// Waits until the first update completes. Never returns if it must be redelivered.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub(crate) async fn front_completed(&mut self) {
        let Some(front) = self.entries.front_mut() else { return };
        match &mut front.state {
            State::Running(completion) => {
                front.state = match completion.await {
                    Ok(Completion::Handled(_)) => State::Handled,
                    Ok(Completion::Redeliver) | Err(_) => State::Redeliver,
                }
            }
            State::Handled => {}
            State::Redeliver => std::future::pending().await,
        }
    }

    /// Waits until at most `len` updates are unconfirmed, or the first one must be redelivered.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub(crate) async fn shrunk_to(&mut self, len: usize) {
        while self.len() > len && !self.must_redeliver() {
            let early = self.early.clone();
            tokio::select! {
                () = self.front_completed() => {}
                () = early.lane_left() => {}
            }
            self.advance();
        }
    }

    /// Waits until fewer than `max` updates are unconfirmed.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub(crate) async fn has_capacity(&mut self, max: usize) {
        while self.len() >= max {
            let _ = timeout(POLL_INTERVAL, self.front_completed()).await;
            self.advance();
        }
    }

    /// Waits until no further update completes without a delay. Handlers that take equally long
    /// complete together, and one request then confirms all of them.
    pub(crate) async fn settled(&mut self) {
        loop {
            self.advance();
            let len = self.len();
            if len == 0 || self.must_redeliver() {
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

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn the_offset_stops_at_the_first_unhandled_update() {
        let mut window = Window::default();
        assert_eq!(window.offset(), None);
        let mut senders = Vec::new();
        for id in 5..9 {
            let (sender, receiver) = oneshot::channel();
            senders.push(Some(sender));
            window.push(UpdateId(id), None, Some(receiver));
        }
        let mut complete =
            |index: usize| senders[index].take().unwrap().send(Completion::Handled(None));
        let offsets = [1, 0, 3, 2].map(|index| {
            complete(index).unwrap();
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
    fn updates_confirmed_on_receipt_stay_in_the_window_until_they_end() {
        let mut window = Window::new(true, EarlyConfirmation::default());
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
    fn an_update_that_never_completed_must_be_redelivered() {
        let mut window = Window::default();
        let (sender, receiver) = oneshot::channel();
        window.push(UpdateId(5), None, Some(receiver));
        window.push(UpdateId(6), None, None);
        drop(sender);
        window.advance();
        assert_eq!((window.offset(), window.contains(UpdateId(5))), (Some(5), false));
        window.push(UpdateId(5), None, None);
        window.advance();
        assert_eq!(window.offset(), Some(7));
    }
}
