//! Waiting after a 429, for as long as Telegram requires.

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
        pauses::{CHAT_SPACING, Key, MAX_DURATION, MIN_PAUSE, Next, Pauses, Queue},
        ready::{CallFuture, call_when_ready, take_ready},
    },
};

/// A layer that waits when Telegram answers 429 *Too Many Requests*, and retries the call.
///
/// Other calls to the same chat wait too, in the order of arrival. If the refused call has no
/// chat, the calls of its method wait.
///
/// **A limit of the whole bot.** If three chats get a 429 within 10 s, and no other call to a chat
/// succeeds meanwhile, the layer assumes that the whole bot is limited, and all calls wait. To
/// test this assumption, it makes one of the waiting calls to chats without a 429 immediately,
/// further ones after 1, 2 and 4 s, and then one every 4 s. As soon as one succeeds, only calls to
/// the chats with a 429 keep waiting. Therefore a user who floods the bot in some chats slows down
/// only these chats. After a pause of all calls, calls are made in the order of arrival, 34 ms
/// apart.
///
/// A call waits at most 90 s in total by default. A call that would have to wait longer
/// fails immediately, with the time in [`Error::retry_after`].
///
/// Long polls are not delayed: their caller does that. Calls with a stream that was read cannot be
/// retried.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::RetryAfterLayer;
///
/// let patient = RetryAfterLayer::new(Duration::from_secs(300));
/// # let _ = patient;
/// ```
///
/// Source: [limits](https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct RetryAfterLayer {
    longest: Duration,
    pauses: Arc<Mutex<Pauses>>,
}

impl RetryAfterLayer {
    /// Creates a layer under which a call waits at most this long in total.
    pub fn new(longest: Duration) -> Self {
        Self { longest: longest.min(MAX_DURATION), pauses: Arc::default() }
    }
}

impl Default for RetryAfterLayer {
    fn default() -> Self {
        // An overloaded Bot API server requires 60 s.
        Self::new(Duration::from_secs(90))
    }
}

impl<S> Layer<S> for RetryAfterLayer {
    type Service = RetryAfter<S>;

    fn layer(&self, inner: S) -> RetryAfter<S> {
        RetryAfter { inner, longest: self.longest, pauses: Arc::clone(&self.pauses) }
    }
}

/// The service of [`RetryAfterLayer`].
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
            let future = inner.call(call);
            return Box::pin(async move { future.await.map_err(Into::into) });
        }
        let (pauses, longest) = (Arc::clone(&self.pauses), self.longest);
        let deadline = Instant::now() + longest;
        let key = Key::of(&call);
        // Without a pause, the instance that was polled ready is called immediately.
        let (queue, is_paused) = {
            let mut pauses = lock(&pauses);
            (pauses.chat_queue(&key), pauses.is_paused())
        };
        let is_free = queue.is_none() && !is_paused;
        let first = is_free.then(|| inner.call(call.clone()));
        Box::pin(async move {
            let mut waiting = WaitingCall {
                pauses: &pauses,
                call: &call,
                key,
                longest,
                deadline,
                queue,
                permit: None,
                probe: None,
            };
            let result = waiting.call(first, &mut inner).await;
            if let Some(permit) = waiting.permit {
                lock(&pauses).release(&waiting.key);
                drop(permit);
            }
            result
        })
    }
}

/// A call that may have to wait.
struct WaitingCall<'a> {
    pauses: &'a Mutex<Pauses>,
    call: &'a Call,
    key: Key,
    longest: Duration,
    /// The time at which the call fails if it still has to wait.
    deadline: Instant,
    /// The queue of the chat, if it has or had a pause.
    queue: Option<Queue>,
    /// The turn in the queue; held until the call ends.
    permit: Option<OwnedMutexGuard<()>>,
    /// The turn in the global queue; held while the call probes a global pause.
    probe: Option<OwnedMutexGuard<()>>,
}

impl WaitingCall<'_> {
    /// Makes the call, and retries it after each 429 until the deadline.
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
            self.wait().await?;
            started = Instant::now();
            call_when_ready(inner, self.call.clone()).await
        };
        loop {
            let required = self.record_result(&result, started);
            self.probe = None;
            let Some(required) = required else { return result };
            let retry = self.retry(&result);
            let wait = required.max(MIN_PAUSE);
            let remaining = self.deadline.saturating_duration_since(Instant::now());
            if wait > remaining || !self.call.is_repeatable() {
                return result;
            }
            let method = self.call.method();
            tracing::warn!(method, chat = ?self.call.chat(), ?wait, "too many calls: waiting");
            self.wait().await?;
            started = Instant::now();
            result = call_when_ready(inner, retry).await;
        }
    }

    /// Returns the call for a retry, marked if an earlier attempt may have been made.
    fn retry(&self, result: &Result<ApiResponse, BoxError>) -> Call {
        let error = result.as_ref().err().and_then(|error| Error::find(&**error));
        let call = self.call.clone();
        if error.is_some_and(Error::may_be_made) { call.after_ambiguity() } else { call }
    }

    /// Updates the pauses after a result; returns the `retry_after` of a 429.
    fn record_result(
        &mut self,
        result: &Result<ApiResponse, BoxError>,
        started: Instant,
    ) -> Option<Duration> {
        let error = match result {
            Ok(_) => {
                lock(self.pauses).record_success(&self.key, started);
                return None;
            }
            Err(error) => Error::find(&**error)?,
        };
        // The `retry_after` of a failing server (5xx) is not a rate limit.
        if error.is_too_many_requests() {
            let required = error.retry_after()?;
            let wait = required.max(MIN_PAUSE);
            self.queue = Some(lock(self.pauses).record_limit(&self.key, wait, self.longest));
            return Some(required);
        }
        if error.is_refused() {
            lock(self.pauses).record_success(&self.key, started);
        }
        None
    }

    /// Waits for the call's turn in the queues, and for the end of the pauses.
    async fn wait(&mut self) -> Result<(), Error> {
        // Checked before waiting for the turn and again afterwards, because the pause may have
        // been extended.
        self.chat_pause()?;
        if let (Some(queue), None) = (&self.queue, &self.permit) {
            let permit = timeout_at(self.deadline, Arc::clone(queue).lock_owned()).await;
            self.permit = Some(permit.map_err(|_| self.too_long(CHAT_SPACING))?);
        }
        while let Some(at) = self.chat_pause()? {
            sleep_until(at).await;
        }
        if !lock(self.pauses).is_paused() {
            return Ok(());
        }
        // All calls wait in one queue, and only the first one waits for the end of the global
        // pause.
        let (queue, ended_early) = {
            let pauses = lock(self.pauses);
            (
                pauses.global_queue(self.deadline).map_err(|wait| self.too_long(wait))?,
                pauses.ended_early(),
            )
        };
        let turn = timeout_at(self.deadline, queue.lock_owned()).await;
        let turn = turn.map_err(|_| self.too_long(CHAT_SPACING))?;
        loop {
            let next = lock(self.pauses).next(self.deadline);
            match next.map_err(|wait| self.too_long(wait))? {
                Next::Now => return Ok(()),
                Next::Slot(at) => {
                    sleep_until(at).await;
                    return Ok(());
                }
                Next::Probe => {
                    self.probe = Some(turn);
                    return Ok(());
                }
                Next::Recheck(at) => drop(timeout_at(at, ended_early.notified()).await),
            }
        }
    }

    /// Returns when the pause of the chat ends; `None` if there is none.
    fn chat_pause(&self) -> Result<Option<Instant>, Error> {
        let until = lock(self.pauses).paused_until(&self.key);
        match until {
            Some(at) if at > self.deadline => Err(self.too_long(at - Instant::now())),
            until => Ok(until),
        }
    }

    fn too_long(&self, wait: Duration) -> Error {
        let description = "Too Many Requests: the wait would be longer than this client allows";
        Error::refused(self.call, 429, description).with_retry_after(wait)
    }
}

fn lock(pauses: &Mutex<Pauses>) -> MutexGuard<'_, Pauses> {
    pauses.lock().unwrap_or_else(PoisonError::into_inner)
}
