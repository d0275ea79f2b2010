//! The pauses after a 429: of chats, of methods, and of all calls.

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

/// Calls that wait, in the order of arrival.
pub(super) type Queue = Arc<AsyncMutex<()>>;

/// The calls that a pause applies to: those to one chat, or of one method without a chat.
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

/// The interval between the calls of one chat after its pause.
pub(super) const CHAT_SPACING: Duration = Duration::from_secs(1);
/// The shortest pause: a `retry_after` of zero would cause a busy loop.
pub(super) const MIN_PAUSE: Duration = Duration::from_secs(1);
/// The interval between all calls after a global pause.
const SPACING: Duration = Duration::from_millis(34);

/// This number of paused chats within this time indicates a limit of the whole bot.
const GLOBAL_CHATS: usize = 3;
const GLOBAL_WINDOW: Duration = Duration::from_secs(10);

/// Longer than any real wait, and short enough not to overflow an `Instant`.
pub(super) const MAX_DURATION: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// The number of pauses at which those that have ended are removed.
const SWEEP: usize = 1024;

/// The interval between calls that probe a global pause: the first, and the longest.
const FIRST_PROBE_INTERVAL: Duration = Duration::from_secs(1);
const MAX_PROBE_INTERVAL: Duration = Duration::from_secs(4);

#[derive(Debug, Default)]
pub(super) struct Pauses {
    chats: HashMap<Key, ChatPause>,
    /// The pause of all calls, if the whole bot seems to be limited.
    global: Option<GlobalPause>,
    /// The first free slot after a global pause.
    slot: Option<Instant>,
    /// Calls that wait for a global pause, or for a slot after it.
    queue: Queue,
    /// Notified when a global pause ends early.
    ended_early: Arc<Notify>,
    /// The chats that were paused recently, oldest first.
    recent: VecDeque<(Instant, Key)>,
}

#[derive(Debug)]
struct GlobalPause {
    until: Instant,
    /// When it is probed next, and the interval after that.
    next_probe: Instant,
    probe_interval: Duration,
}

/// The next action of the first call in the global queue.
pub(super) enum Next {
    /// It is made.
    Now,
    /// It is made at this time.
    Slot(Instant),
    /// It is made to probe whether the pause has ended; no other waiting call is made until it
    /// completes.
    Probe,
    /// It checks again at this time, or when the pause ends early.
    Recheck(Instant),
}

#[derive(Debug)]
struct ChatPause {
    /// No call is made before.
    until: Instant,
    queue: Queue,
}

impl ChatPause {
    fn is_over(&self, now: Instant) -> bool {
        self.until <= now && !is_busy(&self.queue)
    }
}

/// Returns whether a call waits in a queue.
fn is_busy(queue: &Queue) -> bool {
    Arc::strong_count(queue) > 1
}

impl Pauses {
    /// Returns the queue of a chat that is paused, or whose queue is not empty yet.
    pub(super) fn chat_queue(&mut self, key: &Key) -> Option<Queue> {
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

    /// Returns whether all calls wait, or the global queue is not empty yet.
    pub(super) fn is_paused(&self) -> bool {
        self.global.is_some() || self.slot.is_some() || is_busy(&self.queue)
    }

    /// Returns when the pause of a chat ends; `None` if it has none.
    pub(super) fn paused_until(&self, key: &Key) -> Option<Instant> {
        self.chats.get(key).map(|chat| chat.until).filter(|until| *until > Instant::now())
    }

    /// Returns the global queue, or an error with the waiting time if that is beyond the deadline.
    pub(super) fn global_queue(&self, deadline: Instant) -> Result<Queue, Duration> {
        let now = Instant::now();
        let before = u32::try_from(Arc::strong_count(&self.queue) - 1).unwrap_or(u32::MAX);
        let starts = self.global.as_ref().map(|pause| pause.until).max(self.slot);
        match starts.map(|starts| starts.max(now) + SPACING.saturating_mul(before)) {
            Some(at) if at > deadline => Err(at - now),
            _ => Ok(Arc::clone(&self.queue)),
        }
    }

    /// Returns the notification that a global pause has ended early.
    pub(super) fn ended_early(&self) -> Arc<Notify> {
        Arc::clone(&self.ended_early)
    }

    /// Returns the next action of the first call in the global queue, or an error with the waiting
    /// time if that is beyond the deadline.
    pub(super) fn next(&mut self, deadline: Instant) -> Result<Next, Duration> {
        let now = Instant::now();
        if let Some(pause) = &mut self.global {
            if pause.until > deadline {
                return Err(pause.until - now);
            }
            if pause.next_probe <= now && pause.until > now {
                pause.next_probe = now + pause.probe_interval;
                pause.probe_interval = (2 * pause.probe_interval).min(MAX_PROBE_INTERVAL);
                return Ok(Next::Probe);
            }
            if pause.until > now {
                return Ok(Next::Recheck(pause.next_probe.min(pause.until)));
            }
            self.slot = Some(pause.until);
            self.global = None;
        }
        let Some(slot) = self.slot.filter(|slot| *slot + SPACING > now) else {
            self.slot = None;
            return Ok(Next::Now);
        };
        let slot = slot.max(now);
        if slot > deadline {
            return Err(slot - now);
        }
        self.slot = Some(slot + SPACING);
        Ok(Next::Slot(slot))
    }

    /// Records a 429, and returns the queue to wait in.
    ///
    /// A global pause is never longer than `longest`, the longest wait of a call.
    pub(super) fn record_limit(&mut self, key: &Key, wait: Duration, longest: Duration) -> Queue {
        let now = Instant::now();
        let until = now + wait.min(MAX_DURATION);
        let new_pause = || ChatPause { until, queue: Queue::default() };
        let chat = self.chats.entry(key.clone()).or_insert_with(new_pause);
        chat.until = chat.until.max(until);
        let queue = Arc::clone(&chat.queue);
        if matches!(key, Key::Method(_)) {
            return queue;
        }
        while self.recent.front().is_some_and(|(at, _)| *at + GLOBAL_WINDOW < now) {
            self.recent.pop_front();
        }
        self.recent.retain(|(_, recent)| recent != key);
        self.recent.push_back((now, key.clone()));
        if self.recent.len() >= GLOBAL_CHATS {
            // A limit of the whole bot ends for all chats at about the same time.
            let ends = self.recent.iter().filter_map(|(_, key)| self.chats.get(key));
            let until = ends.map(|chat| chat.until).min().unwrap_or(until).min(now + longest);
            let new_pause =
                || GlobalPause { until, next_probe: now, probe_interval: FIRST_PROBE_INTERVAL };
            let pause = self.global.get_or_insert_with(new_pause);
            pause.until = pause.until.max(until);
        }
        queue
    }

    /// Records that a call to a chat succeeded: any 429 before its start was not caused by a limit
    /// of the whole bot.
    pub(super) fn record_success(&mut self, key: &Key, started: Instant) {
        if self.recent.is_empty() || matches!(key, Key::Method(_)) {
            return;
        }
        self.recent.retain(|(at, _)| *at > started);
        if self.recent.len() < GLOBAL_CHATS && self.global.take().is_some() {
            self.slot = None;
            self.ended_early.notify_one();
        }
    }

    /// Records that a call ended: the next call to its chat is made `CHAT_SPACING` later.
    pub(super) fn release(&mut self, key: &Key) {
        if let Some(chat) = self.chats.get_mut(key) {
            chat.until = chat.until.max(Instant::now() + CHAT_SPACING);
        }
    }
}
