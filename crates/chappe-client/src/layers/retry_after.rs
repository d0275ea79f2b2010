//! Too many calls: waiting as long as Telegram wants.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use tokio::{
    sync::OwnedMutexGuard,
    time::{Instant, sleep_until, timeout_at},
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::{Call, Class},
    error::Error,
    layers::{
        attempt::{CallFuture, attempt, take_ready},
        pauses::{CHAT_SPACING, FOR_EVER, Key, Next, Pauses, Queue, SHORTEST},
    },
};

/// Waits where Telegram says 429 *Too Many Requests*, and makes the call again.
///
/// Only calls about the same chat wait with it, in the order in which they
/// came; calls about no chat wait for their method.
///
/// **The bot's own limit.** When three chats are told to wait within 10 s, and no
/// other call about a chat has been let through since, the limit is taken for the
/// bot's own, and all calls wait. That is checked all the while: one waiting call
/// of a chat that was not told to wait is made at once, the next ones after 1, 2, 4
/// and then every 4 s. As soon as one is let through, nobody waits any more but the
/// chats that were told to. So whoever floods some chats slows down these alone. After
/// a pause of all, calls go on in the order in which they came, 34 ms apart.
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
    S: Service<Call, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
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
        let last = Instant::now() + longest;
        let key = Key::of(&call);
        // Nobody waits: the instance that was polled ready is called.
        let (queue, is_paused) = {
            let mut pauses = lock(&pauses);
            (pauses.queue(&key), pauses.is_paused())
        };
        let is_free = queue.is_none() && !is_paused;
        let first = is_free.then(|| inner.call(call.clone()));
        Box::pin(async move {
            let mut wait = Wait {
                pauses: &pauses,
                call: &call,
                key,
                longest,
                last,
                queue,
                turn: None,
                probe: None,
            };
            let result = wait.call(first, &mut inner).await;
            if let Some(turn) = wait.turn {
                lock(&pauses).pass_on(&wait.key);
                drop(turn);
            }
            result
        })
    }
}

/// A call's place among those that wait.
struct Wait<'a> {
    pauses: &'a Mutex<Pauses>,
    call: &'a Call,
    key: Key,
    longest: Duration,
    /// It waits no longer.
    last: Instant,
    /// Calls of the same chat, in the order in which they came.
    queue: Option<Queue>,
    /// Held from its turn to its end.
    turn: Option<OwnedMutexGuard<()>>,
    /// Held while it tries out whether a pause of all calls is over.
    probe: Option<OwnedMutexGuard<()>>,
}

impl Wait<'_> {
    /// Makes the call, as often as Telegram wants it to wait and it may.
    async fn call<S>(
        &mut self,
        first: Option<S::Future>,
        inner: &mut S,
    ) -> Result<ApiResponse, BoxError>
    where
        S: Service<Call, Response = ApiResponse>,
        S::Error: Into<BoxError>,
    {
        let mut started = Instant::now();
        let mut result = if let Some(first) = first {
            first.await.map_err(Into::into)
        } else {
            self.turn().await?;
            started = Instant::now();
            attempt(inner, self.call.clone()).await
        };
        loop {
            let told = self.note(&result, started);
            self.probe = None;
            let Some(told) = told else { return result };
            let again = self.again(&result);
            let wait = told.max(SHORTEST);
            let left = self.last.saturating_duration_since(Instant::now());
            if wait > left || !self.call.is_repeatable() {
                return result;
            }
            let method = self.call.method();
            tracing::warn!(method, chat = ?self.call.chat(), ?wait, "too many calls: waiting");
            self.turn().await?;
            started = Instant::now();
            result = attempt(inner, again).await;
        }
    }

    /// The call, to be made again: what is known of earlier tries goes with it.
    fn again(&self, result: &Result<ApiResponse, BoxError>) -> Call {
        let error = result.as_ref().err().and_then(|error| Error::find(&**error));
        let call = self.call.clone();
        if error.is_some_and(Error::may_be_made) { call.after_ambiguity() } else { call }
    }

    /// Notes what an answer says about pauses; how long Telegram wants the call to
    /// wait, if it does.
    fn note(
        &mut self,
        result: &Result<ApiResponse, BoxError>,
        started: Instant,
    ) -> Option<Duration> {
        let error = match result {
            Ok(_) => {
                lock(self.pauses).let_through(&self.key, started);
                return None;
            }
            Err(error) => Error::find(&**error)?,
        };
        // What a server that fails says of its own recovery is no 429.
        if error.is_too_many_requests() {
            let told = error.retry_after()?;
            let wait = told.max(SHORTEST);
            self.queue = Some(lock(self.pauses).strike(&self.key, wait, self.longest));
            return Some(told);
        }
        if error.is_refused() {
            lock(self.pauses).let_through(&self.key, started);
        }
        None
    }

    /// Waits for the turn and for the end of the pause.
    async fn turn(&mut self) -> Result<(), Error> {
        // Known before the turn comes, and again then: it may have grown.
        self.chat_pause()?;
        if let (Some(queue), None) = (&self.queue, &self.turn) {
            let turn = timeout_at(self.last, Arc::clone(queue).lock_owned()).await;
            self.turn = Some(turn.map_err(|_| self.too_long(CHAT_SPACING))?);
        }
        while let Some(at) = self.chat_pause()? {
            sleep_until(at).await;
        }
        if !lock(self.pauses).is_paused() {
            return Ok(());
        }
        // All calls wait behind one gate, and the first of them watches the pause.
        let (gate, eased) = {
            let pauses = lock(self.pauses);
            (pauses.gate(self.last).map_err(|wait| self.too_long(wait))?, pauses.eased())
        };
        let gate = timeout_at(self.last, gate.lock_owned()).await;
        let gate = gate.map_err(|_| self.too_long(CHAT_SPACING))?;
        loop {
            let next = lock(self.pauses).next(self.last);
            match next.map_err(|wait| self.too_long(wait))? {
                Next::Now => return Ok(()),
                Next::Slot(at) => {
                    sleep_until(at).await;
                    return Ok(());
                }
                Next::Probe => {
                    self.probe = Some(gate);
                    return Ok(());
                }
                Next::Look(at) => drop(timeout_at(at, eased.notified()).await),
            }
        }
    }

    /// When the pause of the chat ends; `None` if there is none.
    fn chat_pause(&self) -> Result<Option<Instant>, Error> {
        let until = lock(self.pauses).until(&self.key);
        match until {
            Some(at) if at > self.last => Err(self.too_long(at - Instant::now())),
            until => Ok(until),
        }
    }

    fn too_long(&self, wait: Duration) -> Error {
        let said = "Too Many Requests: the chat is waiting already";
        Error::refused(self.call, 429, said).with_retry_after(wait)
    }
}

fn lock(pauses: &Mutex<Pauses>) -> MutexGuard<'_, Pauses> {
    pauses.lock().unwrap_or_else(PoisonError::into_inner)
}
