//! Who waits after a 429, and until when.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use chappe_types::Recipient;
use tokio::{
    sync::{Mutex as AsyncMutex, Notify},
    time::Instant,
};

use crate::call::Call;

/// Those who wait for one thing: first come, first served.
pub(super) type Queue = Arc<AsyncMutex<()>>;

/// What waits together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Chat(Recipient),
    Method(Box<str>),
}

impl Key {
    pub(super) fn of(call: &Call) -> Self {
        match call.chat() {
            Some(chat) => Self::Chat(chat.clone()),
            None => Self::Method(call.method().into()),
        }
    }
}

/// How far apart calls go on after a pause: in one chat, and in all.
pub(super) const CHAT_SPACING: Duration = Duration::from_secs(1);
/// A wait of no time at all would be a loop without a pause.
pub(super) const SHORTEST: Duration = Duration::from_secs(1);
const SPACING: Duration = Duration::from_millis(34);

/// So many chats that are told to wait within such a time mean the whole bot.
const CHATS: usize = 3;
const WITHIN: Duration = Duration::from_secs(10);

/// Longer than anybody waits, and short enough to be added to any time.
pub(super) const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// So many pauses are kept before those that are over are looked for.
const SWEEP: usize = 1024;

/// How long a pause of all calls is left alone between two calls that try it out:
/// at first, and at most.
const FIRST_LOOK: Duration = Duration::from_secs(1);
const LAST_LOOK: Duration = Duration::from_secs(4);

#[derive(Debug, Default)]
pub(super) struct Pauses {
    chats: HashMap<Key, Chat>,
    /// All calls wait, for a limit that seems to be the bot's own.
    everything: Option<Everything>,
    /// The first slot after that which is free.
    slot: Option<Instant>,
    /// Those who wait for that.
    gate: Queue,
    /// A pause of all calls ended early.
    eased: Arc<Notify>,
    /// Which chats were told to wait lately, oldest first.
    struck: VecDeque<(Instant, Key)>,
}

#[derive(Debug)]
struct Everything {
    until: Instant,
    /// When it is tried out next, and how long after that again.
    look: Instant,
    gap: Duration,
}

/// What the first of those behind the gate does next.
pub(super) enum Next {
    /// It is called.
    Now,
    /// It is called then.
    Slot(Instant),
    /// It is called to try out whether the pause is over; nobody else is meanwhile.
    Probe,
    /// It looks again then, or when the pause is eased.
    Look(Instant),
}

#[derive(Debug)]
struct Chat {
    /// Nothing goes before.
    until: Instant,
    queue: Queue,
}

impl Chat {
    fn is_over(&self, now: Instant) -> bool {
        self.until <= now && !is_busy(&self.queue)
    }
}

/// Whether somebody is in a queue.
fn is_busy(queue: &Queue) -> bool {
    Arc::strong_count(queue) > 1
}

impl Pauses {
    /// The queue of a chat that is paused, or was and has not caught up.
    pub(super) fn queue(&mut self, key: &Key) -> Option<Queue> {
        if self.chats.is_empty() {
            return None;
        }
        let now = Instant::now();
        if self.chats.len() >= SWEEP && self.chats.len() == self.chats.capacity() {
            self.chats.retain(|_, chat| !chat.is_over(now));
        }
        if self.chats.get(key)?.is_over(now) {
            self.chats.remove(key);
            return None;
        }
        self.chats.get(key).map(|chat| Arc::clone(&chat.queue))
    }

    /// Whether all calls wait, or have not caught up.
    pub(super) fn is_paused(&self) -> bool {
        self.everything.is_some() || self.slot.is_some() || is_busy(&self.gate)
    }

    /// When calls of a chat may go on; `None` if they may now.
    pub(super) fn until(&self, key: &Key) -> Option<Instant> {
        self.chats.get(key).map(|chat| chat.until).filter(|until| *until > Instant::now())
    }

    /// The gate to wait behind; how long that would take, if it is too long.
    pub(super) fn gate(&self, last: Instant) -> Result<Queue, Duration> {
        let now = Instant::now();
        let before = u32::try_from(Arc::strong_count(&self.gate) - 1).unwrap_or(u32::MAX);
        let starts = self.everything.as_ref().map(|pause| pause.until).max(self.slot);
        match starts.map(|starts| starts.max(now) + SPACING.saturating_mul(before)) {
            Some(at) if at > last => Err(at - now),
            _ => Ok(Arc::clone(&self.gate)),
        }
    }

    /// Tells the first behind the gate that the pause ended early.
    pub(super) fn eased(&self) -> Arc<Notify> {
        Arc::clone(&self.eased)
    }

    /// What the first behind the gate does; how long it would have to wait, if that
    /// is too long.
    pub(super) fn next(&mut self, last: Instant) -> Result<Next, Duration> {
        let now = Instant::now();
        if let Some(pause) = &mut self.everything {
            if pause.until > last {
                return Err(pause.until - now);
            }
            if pause.look <= now && pause.until > now {
                pause.look = now + pause.gap;
                pause.gap = (2 * pause.gap).min(LAST_LOOK);
                return Ok(Next::Probe);
            }
            if pause.until > now {
                return Ok(Next::Look(pause.look.min(pause.until)));
            }
            self.slot = Some(pause.until);
            self.everything = None;
        }
        let Some(slot) = self.slot.filter(|slot| *slot + SPACING > now) else {
            self.slot = None;
            return Ok(Next::Now);
        };
        let slot = slot.max(now);
        if slot > last {
            return Err(slot - now);
        }
        self.slot = Some(slot + SPACING);
        Ok(Next::Slot(slot))
    }

    /// Telegram wants a pause; the queue to wait in.
    ///
    /// When it is all calls that wait, they wait no longer than one may.
    pub(super) fn strike(&mut self, key: &Key, wait: Duration, longest: Duration) -> Queue {
        let now = Instant::now();
        let until = now + wait.min(FOR_EVER);
        let fresh = || Chat { until, queue: Queue::default() };
        let chat = self.chats.entry(key.clone()).or_insert_with(fresh);
        chat.until = chat.until.max(until);
        let queue = Arc::clone(&chat.queue);
        if matches!(key, Key::Method(_)) {
            return queue;
        }
        while self.struck.front().is_some_and(|(at, _)| *at + WITHIN < now) {
            self.struck.pop_front();
        }
        self.struck.retain(|(_, struck)| struck != key);
        self.struck.push_back((now, key.clone()));
        if self.struck.len() >= CHATS {
            // A limit that all have in common ends for all at about the same time.
            let ends = self.struck.iter().filter_map(|(_, key)| self.chats.get(key));
            let until = ends.map(|chat| chat.until).min().unwrap_or(until).min(now + longest);
            let fresh = || Everything { until, look: now, gap: FIRST_LOOK };
            let pause = self.everything.get_or_insert_with(fresh);
            pause.until = pause.until.max(until);
        }
        queue
    }

    /// A call about a chat was let through: what Telegram wanted before it was
    /// started was no limit of the bot's own.
    pub(super) fn let_through(&mut self, key: &Key, started: Instant) {
        if self.struck.is_empty() || matches!(key, Key::Method(_)) {
            return;
        }
        self.struck.retain(|(at, _)| *at > started);
        if self.struck.len() < CHATS && self.everything.take().is_some() {
            self.slot = None;
            self.eased.notify_one();
        }
    }

    /// A call ended; the next one of its chat goes a little later.
    pub(super) fn pass_on(&mut self, key: &Key) {
        if let Some(chat) = self.chats.get_mut(key) {
            chat.until = chat.until.max(Instant::now() + CHAT_SPACING);
        }
    }
}
