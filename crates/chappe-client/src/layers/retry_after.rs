//! Too many calls: waiting as long as Telegram wants.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_types::Recipient;
use tokio::{
    sync::{Mutex as AsyncMutex, OwnedMutexGuard},
    time::{Instant, sleep_until, timeout_at},
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    answer::Answer,
    call::{Call, Class},
    error::Error,
    layers::attempt::{CallFuture, attempt, take_ready},
};

/// Waits where Telegram says 429 *Too Many Requests*, and makes the call again.
///
/// Only calls about the same chat wait with it, in the order in which they
/// came; calls about no chat wait for their method. When several chats are told
/// to wait at about the same time, the limit is the bot's own, and all calls
/// wait. After a pause calls go on one after another, not all at once.
///
/// A call waits 90 s in all at most unless set. One that would have to wait
/// longer fails at once, with the time in [`Error::retry_after`].
///
/// Long polls are left to who polls, and streams that were read cannot be sent
/// again.
///
/// Source: [limits](https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct RetryAfterLayer {
    longest: Duration,
    pauses: Arc<Mutex<Pauses>>,
}

impl RetryAfterLayer {
    /// Waits this long in all at most.
    pub fn new(longest: Duration) -> Self {
        Self { longest: longest.min(FOR_EVER), pauses: Arc::default() }
    }
}

impl Default for RetryAfterLayer {
    fn default() -> Self {
        // A Bot API server that is overloaded says 60.
        Self::new(Duration::from_secs(90))
    }
}

impl<S> Layer<S> for RetryAfterLayer {
    type Service = RetryAfter<S>;

    fn layer(&self, inner: S) -> RetryAfter<S> {
        RetryAfter { inner, longest: self.longest, pauses: Arc::clone(&self.pauses) }
    }
}

/// A service that waits; made by [`RetryAfterLayer`].
#[derive(Clone, Debug)]
pub struct RetryAfter<S> {
    inner: S,
    longest: Duration,
    pauses: Arc<Mutex<Pauses>>,
}

impl<S> Service<Call> for RetryAfter<S>
where
    S: Service<Call, Response = Answer> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = Answer;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        let mut inner = take_ready(&mut self.inner);
        if !call.waits() || matches!(call.class(), Class::LongPoll(_)) {
            let answer = inner.call(call);
            return Box::pin(async move { answer.await.map_err(Into::into) });
        }
        let (pauses, longest) = (Arc::clone(&self.pauses), self.longest);
        let mut wait = Wait {
            key: Key::of(&call),
            last: Instant::now() + self.longest,
            queue: None,
            turn: None,
        };
        // Nobody waits: the instance that was polled ready is called.
        wait.queue = lock(&pauses).queue(&wait.key);
        let is_free = wait.queue.is_none() && !lock(&pauses).is_paused();
        let first = is_free.then(|| inner.call(call.clone()));
        Box::pin(async move {
            let result = wait.call(first, &mut inner, &call, &pauses, longest).await;
            if let Some(turn) = wait.turn {
                lock(&pauses).pass_on(&wait.key);
                drop(turn);
            }
            result
        })
    }
}

/// A call's place among those that wait.
struct Wait {
    key: Key,
    /// When it gives up.
    last: Instant,
    /// Those of the same chat, in the order in which they came.
    queue: Option<Queue>,
    /// Held from its turn to its end.
    turn: Option<OwnedMutexGuard<()>>,
}

/// Those who wait for a chat: first come, first served.
type Queue = Arc<AsyncMutex<()>>;

impl Wait {
    /// Makes the call, as often as Telegram wants it to wait and it may.
    async fn call<S>(
        &mut self,
        first: Option<S::Future>,
        inner: &mut S,
        call: &Call,
        pauses: &Mutex<Pauses>,
        longest: Duration,
    ) -> Result<Answer, BoxError>
    where
        S: Service<Call, Response = Answer>,
        S::Error: Into<BoxError>,
    {
        let mut result = if let Some(first) = first {
            first.await.map_err(Into::into)
        } else {
            self.turn(call, pauses).await?;
            attempt(inner, call.clone()).await
        };
        loop {
            let Err(error) = &result else { return result };
            // What a server that fails says of its own recovery is no 429.
            let refusal = Error::find(&**error).filter(|error| error.is_too_many_requests());
            let Some(told) = refusal.and_then(Error::retry_after) else { return result };
            let wait = told.max(SHORTEST);
            self.queue = Some(lock(pauses).strike(&self.key, wait, longest));
            let left = self.last.saturating_duration_since(Instant::now());
            if wait > left || !call.is_repeatable() {
                return result;
            }
            let method = call.method();
            tracing::warn!(method, chat = ?call.chat(), ?wait, "too many calls: waiting");
            self.turn(call, pauses).await?;
            result = attempt(inner, call.clone()).await;
        }
    }

    /// Waits for the turn and for the end of the pause.
    async fn turn(&mut self, call: &Call, pauses: &Mutex<Pauses>) -> Result<(), Error> {
        let too_long = |wait| {
            let said = "Too Many Requests: the chat is waiting already";
            Error::refused(call, 429, said).with_retry_after(wait)
        };
        // Known before the turn comes, and again then: it may have grown.
        self.until(pauses).map_err(too_long)?;
        if let (Some(queue), None) = (&self.queue, &self.turn) {
            let turn = timeout_at(self.last, Arc::clone(queue).lock_owned()).await;
            self.turn = Some(turn.map_err(|_| too_long(CHAT_SPACING))?);
        }
        while let Some(at) = self.until(pauses).map_err(too_long)? {
            sleep_until(at).await;
        }
        let slot = lock(pauses).slot(self.last).map_err(too_long)?;
        if let Some(at) = slot {
            sleep_until(at).await;
        }
        Ok(())
    }

    /// When the pause ends; none if there is none.
    fn until(&self, pauses: &Mutex<Pauses>) -> Result<Option<Instant>, Duration> {
        let until = lock(pauses).until(&self.key);
        match until {
            Some(at) if at > self.last => Err(at.saturating_duration_since(Instant::now())),
            until => Ok(until),
        }
    }
}

fn lock(pauses: &Mutex<Pauses>) -> MutexGuard<'_, Pauses> {
    pauses.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What waits together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Chat(Recipient),
    Method(Box<str>),
}

impl Key {
    fn of(call: &Call) -> Self {
        match call.chat() {
            Some(chat) => Self::Chat(chat.clone()),
            None => Self::Method(call.method().into()),
        }
    }
}

/// How far apart calls go on after a pause: in one chat, and in all.
const CHAT_SPACING: Duration = Duration::from_secs(1);
/// A wait of no time at all would be a loop without a pause.
const SHORTEST: Duration = Duration::from_secs(1);
const SPACING: Duration = Duration::from_millis(34);

/// So many chats that are told to wait within such a time mean the whole bot.
const CHATS: usize = 3;
const WITHIN: Duration = Duration::from_secs(10);

/// Longer than anybody waits, and short enough to be added to any time.
const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// So many pauses are kept before those that are over are looked for.
const SWEEP: usize = 1024;

#[derive(Debug, Default)]
struct Pauses {
    chats: HashMap<Key, Chat>,
    /// All calls wait until then.
    everything: Option<Instant>,
    /// The first slot after that which is free.
    next: Option<Instant>,
    /// Who was told to wait lately, oldest first.
    struck: VecDeque<(Instant, Key)>,
}

#[derive(Debug)]
struct Chat {
    /// Nothing goes before.
    until: Instant,
    queue: Queue,
}

impl Chat {
    /// Whether somebody is in its queue.
    fn is_busy(&self) -> bool {
        Arc::strong_count(&self.queue) > 1
    }

    fn is_over(&self, now: Instant) -> bool {
        self.until <= now && !self.is_busy()
    }
}

impl Pauses {
    /// The queue of a chat that is paused, or was and has not caught up.
    fn queue(&mut self, key: &Key) -> Option<Queue> {
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
    fn is_paused(&mut self) -> bool {
        let now = Instant::now();
        self.everything = self.everything.filter(|until| *until > now);
        self.next = self.next.filter(|next| *next > now);
        self.everything.is_some() || self.next.is_some()
    }

    /// When calls of a chat may go on; none if they may now.
    fn until(&self, key: &Key) -> Option<Instant> {
        let chat = self.chats.get(key).map(|chat| chat.until);
        chat.max(self.everything).filter(|until| *until > Instant::now())
    }

    /// The next slot of all calls, after a pause of all; how far it is, if that
    /// is too far.
    fn slot(&mut self, last: Instant) -> Result<Option<Instant>, Duration> {
        let now = Instant::now();
        let Some(next) = self.next.filter(|next| *next + SPACING > now) else { return Ok(None) };
        let slot = next.max(now);
        if slot > last {
            return Err(slot - now);
        }
        self.next = Some(slot + SPACING);
        Ok(Some(slot))
    }

    /// Telegram wants a pause; the queue to wait in.
    ///
    /// When it is all calls that wait, they wait no longer than one may.
    fn strike(&mut self, key: &Key, wait: Duration, longest: Duration) -> Queue {
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
            self.everything = self.everything.max(Some(until.min(now + longest)));
            self.next = self.next.max(self.everything);
        }
        queue
    }

    /// A call ended; the next one of its chat goes a little later.
    fn pass_on(&mut self, key: &Key) {
        if let Some(chat) = self.chats.get_mut(key) {
            chat.until = chat.until.max(Instant::now() + CHAT_SPACING);
        }
    }
}
