//! Single flight: an update that is asked for twice runs once.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chappe_types::UpdateId;
use tokio::sync::oneshot;

use crate::{hash::IdHash, recent::Recent, replies::Carried};

/// What became of an update, for those who wait for it.
#[derive(Debug)]
pub enum Landing {
    /// Handled; one of those who wait gets the reply.
    Handled(Option<Carried>),
    /// The source is to send it again.
    Redeliver,
}

/// How often an update may be lost, which happens to one whose task ends before it does.
const MOST_LOSSES: u32 = 3;

/// The losses of so many updates are counted at a time.
const MOST_LOST: usize = 1024;

/// The updates that run, and those that ran lately. One bot's own.
#[derive(Debug)]
pub(crate) struct Flights {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    running: HashMap<UpdateId, Waiting, IdHash>,
    handled: Recent,
    /// How often updates were lost that were not handled since.
    losses: HashMap<UpdateId, u32, IdHash>,
}

/// Those who wait for an update; nearly always it is one.
#[derive(Debug)]
struct Waiting {
    first: oneshot::Sender<Landing>,
    more: Vec<oneshot::Sender<Landing>>,
}

impl Waiting {
    fn is_left(&self) -> bool {
        !self.first.is_closed() || self.more.iter().any(|sender| !sender.is_closed())
    }
}

/// What to do with an update that just came.
#[derive(Debug)]
pub(crate) enum Boarding {
    /// It is the first: run it.
    First(oneshot::Receiver<Landing>),
    /// It runs already: wait for it.
    Joined(oneshot::Receiver<Landing>),
    /// It ran already.
    Landed,
    /// There is no room for another one.
    Full,
}

impl Flights {
    /// Remembers at least the last `remember` updates that were handled.
    pub(crate) fn new(remember: usize) -> Self {
        Self {
            inner: Mutex::new(Inner {
                running: HashMap::default(),
                handled: Recent::new(remember),
                losses: HashMap::default(),
            }),
        }
    }

    /// Boards an update; `has_room` is asked only for an update that is new.
    pub(crate) fn board(&self, id: UpdateId, has_room: impl FnOnce() -> bool) -> Boarding {
        let mut inner = self.lock();
        if inner.handled.contains(id) {
            return Boarding::Landed;
        }
        let (sender, receiver) = oneshot::channel();
        if let Some(waiting) = inner.running.get_mut(&id) {
            // Those who are gone wait no longer.
            waiting.more.retain(|sender| !sender.is_closed());
            waiting.more.push(sender);
            return Boarding::Joined(receiver);
        }
        if !has_room() {
            return Boarding::Full;
        }
        inner.running.insert(id, Waiting { first: sender, more: Vec::new() });
        Boarding::First(receiver)
    }

    /// Whether somebody waits for an update.
    pub(crate) fn is_awaited(&self, id: UpdateId) -> bool {
        self.lock().running.get(&id).is_some_and(Waiting::is_left)
    }

    /// Tells those who wait what became of an update; gives the reply back if
    /// nobody does. What is asked for again is not remembered.
    pub(crate) fn land(&self, id: UpdateId, landing: Landing) -> Option<Carried> {
        let mut inner = self.lock();
        let waiting = inner.running.remove(&id);
        if matches!(landing, Landing::Handled(_)) {
            inner.handled.insert(id);
            if !inner.losses.is_empty() {
                inner.losses.remove(&id);
            }
        }
        drop(inner);
        tell(waiting, landing)
    }

    /// An update's task ended before the update did. The source is to send it again, but
    /// not without end: `false` if it counts as handled now.
    pub(crate) fn lose(&self, id: UpdateId) -> bool {
        let mut inner = self.lock();
        if inner.losses.len() >= MOST_LOST {
            inner.losses.clear();
        }
        let losses = inner.losses.entry(id).or_default();
        *losses += 1;
        let asks_again = *losses < MOST_LOSSES;
        drop(inner);
        self.land(id, if asks_again { Landing::Redeliver } else { Landing::Handled(None) });
        asks_again
    }

    /// How many updates are accepted and unfinished.
    #[cfg(test)]
    pub(crate) fn running(&self) -> usize {
        self.lock().running.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first one that is still there gets the reply.
fn tell(waiting: Option<Waiting>, landing: Landing) -> Option<Carried> {
    let asks_again = matches!(landing, Landing::Redeliver);
    let mut landing = Some(landing);
    let (mut next, mut more) = match waiting {
        Some(Waiting { first, more }) => (Some(first), more.into_iter()),
        None => (None, Vec::new().into_iter()),
    };
    while let Some(sender) = next {
        next = more.next();
        let told = match landing.take() {
            Some(landing) => landing,
            None if asks_again => Landing::Redeliver,
            None => Landing::Handled(None),
        };
        if let Err(unsent @ Landing::Handled(Some(_))) = sender.send(told) {
            landing = Some(unsent);
        }
    }
    match landing {
        Some(Landing::Handled(unsent)) => unsent,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: UpdateId = UpdateId(7);

    #[tokio::test]
    async fn what_is_asked_for_again_is_forgotten() {
        let flights = Flights::new(2);
        let Boarding::First(mut receiver) = flights.board(ID, || true) else { panic!("not new") };
        flights.land(ID, Landing::Redeliver);
        assert!(matches!(receiver.try_recv(), Ok(Landing::Redeliver)));
        assert!(matches!(flights.board(ID, || true), Boarding::First(_)));
        assert_eq!(flights.running(), 1);
    }

    #[tokio::test]
    async fn joined_requests_need_no_room() {
        let flights = Flights::new(2);
        let _first = flights.board(ID, || true);
        assert!(matches!(flights.board(ID, || false), Boarding::Joined(_)));
        assert!(matches!(flights.board(UpdateId(8), || false), Boarding::Full));
    }

    #[tokio::test]
    async fn an_update_that_is_lost_again_and_again_is_asked_for_twice_more_only() {
        let flights = Flights::new(2);
        let mut asked_again = Vec::new();
        for _ in 0..3 {
            let Boarding::First(mut receiver) = flights.board(ID, || true) else { panic!("known") };
            let is_told = flights.lose(ID);
            asked_again.push(matches!(receiver.try_recv(), Ok(Landing::Redeliver)));
            assert_eq!(asked_again.last(), Some(&is_told));
        }
        assert_eq!(asked_again, [true, true, false]);
        assert!(matches!(flights.board(ID, || true), Boarding::Landed));
        assert!(flights.lock().losses.is_empty(), "nothing is left behind");
    }
}
