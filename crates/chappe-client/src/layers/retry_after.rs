//! Too many calls: waiting as long as Telegram wants.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_types::Recipient;
use tokio::time::{Instant, sleep_until};
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
/// A call waits 60 s in all at most unless set. One that would have to wait
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
        Self { longest, pauses: Arc::default() }
    }
}

impl Default for RetryAfterLayer {
    fn default() -> Self {
        Self::new(Duration::from_secs(60))
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
        let (pauses, last) = (Arc::clone(&self.pauses), Instant::now() + self.longest);
        let key = Key::of(&call);
        // Nobody waits: the instance that was polled ready is called.
        let slot = lock(&pauses).slot(&key, last);
        let first = match slot {
            Ok(None) => Some(inner.call(call.clone())),
            _ => None,
        };
        Box::pin(async move {
            let mut result = match first {
                Some(first) => first.await.map_err(Into::into),
                None => call_in_turn(&mut inner, &call, &pauses, &key, slot, last).await,
            };
            loop {
                let Err(error) = result else { return result };
                let Some(wait) = Error::find(&*error).and_then(Error::retry_after) else {
                    return Err(error);
                };
                lock(&pauses).strike(&key, wait);
                if Instant::now() + wait > last || !call.is_repeatable() {
                    return Err(error);
                }
                let method = call.method();
                tracing::warn!(method, chat = ?call.chat(), ?wait, "too many calls: waiting");
                let slot = lock(&pauses).slot(&key, last);
                result = call_in_turn(&mut inner, &call, &pauses, &key, slot, last).await;
            }
        })
    }
}

/// Waits for a slot, and for the next one if there was a new pause meanwhile.
async fn call_in_turn<S>(
    inner: &mut S,
    call: &Call,
    pauses: &Mutex<Pauses>,
    key: &Key,
    mut slot: Result<Option<Instant>, TooLong>,
    last: Instant,
) -> Result<Answer, BoxError>
where
    S: Service<Call, Response = Answer>,
    S::Error: Into<BoxError>,
{
    loop {
        match slot {
            Ok(None) => return attempt(inner, call.clone()).await,
            Ok(Some(at)) => sleep_until(at).await,
            Err(TooLong(wait)) => {
                let said = "Too Many Requests: the chat is waiting already";
                return Err(Error::refused(call, 429, said).with_retry_after(wait).into());
            }
        }
        if !lock(pauses).is_paused(key) {
            return attempt(inner, call.clone()).await;
        }
        slot = lock(pauses).slot(key, last);
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
const SPACING: Duration = Duration::from_millis(34);

/// So many chats that are told to wait within such a time mean the whole bot.
const CHATS: usize = 3;
const WITHIN: Duration = Duration::from_secs(10);

/// So many pauses are kept before those that are over are looked for.
const SWEEP: usize = 1024;

#[derive(Debug, Default)]
struct Pauses {
    paused: HashMap<Key, Pause>,
    everything: Option<Pause>,
    /// Who was told to wait lately, oldest first.
    struck: VecDeque<(Instant, Key)>,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    /// Nothing goes before.
    until: Instant,
    /// The first slot that is free.
    next: Instant,
}

impl Pause {
    fn is_over(self, now: Instant) -> bool {
        self.until <= now && self.next <= now
    }

    /// Lasts until then at least.
    fn extend(&mut self, until: Instant) {
        self.until = self.until.max(until);
        // Those who hold slots before come back for new ones.
        self.next = self.until;
    }
}

/// A slot would be so far away.
struct TooLong(Duration);

impl Pauses {
    /// The next slot for a call; none if it may go now.
    fn slot(&mut self, key: &Key, last: Instant) -> Result<Option<Instant>, TooLong> {
        let now = Instant::now();
        self.sweep(now);
        let chat = self.paused.get_mut(key).filter(|pause| !pause.is_over(now));
        let everything = self.everything.as_mut().filter(|pause| !pause.is_over(now));
        let next = |pause: &Option<&mut Pause>| pause.as_ref().map(|pause| pause.next.max(now));
        let Some(at) = next(&chat).max(next(&everything)) else { return Ok(None) };
        if at > last {
            return Err(TooLong(at - now));
        }
        if let Some(chat) = chat {
            chat.next = at + CHAT_SPACING;
        }
        if let Some(everything) = everything {
            everything.next = everything.next.max(now) + SPACING;
        }
        Ok(Some(at))
    }

    /// Whether a call must wait, whatever slot it had.
    fn is_paused(&self, key: &Key) -> bool {
        let now = Instant::now();
        let pauses = self.paused.get(key).into_iter().chain(&self.everything);
        pauses.into_iter().any(|pause| pause.until > now)
    }

    /// Telegram wants a pause.
    fn strike(&mut self, key: &Key, wait: Duration) {
        let now = Instant::now();
        // Who is told less than that just missed its moment.
        let until = now + wait;
        let fresh = Pause { until, next: until };
        self.paused.entry(key.clone()).or_insert(fresh).extend(until);
        while self.struck.front().is_some_and(|(at, _)| *at + WITHIN < now) {
            self.struck.pop_front();
        }
        self.struck.retain(|(_, struck)| struck != key);
        self.struck.push_back((now, key.clone()));
        if self.struck.len() >= CHATS {
            self.everything.get_or_insert(fresh).extend(until);
        }
    }

    /// Forgets pauses that are over, now and then.
    fn sweep(&mut self, now: Instant) {
        if self.everything.is_some_and(|pause| pause.is_over(now)) {
            self.everything = None;
        }
        if self.paused.len() >= SWEEP && self.paused.len() == self.paused.capacity() {
            self.paused.retain(|_, pause| !pause.is_over(now));
        }
    }
}
