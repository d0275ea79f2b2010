//! Telegram's limits on the rate of messages.
//!
//! The private functions are `#[inline]`: they are compiled in crates that use the layer, and not
//! in every bot.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_types::Recipient;
use tokio::{
    sync::Mutex as AsyncMutex,
    time::{Instant, sleep_until},
};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    layers::{
        gcra::{Gcra, Quota},
        ready::{CallFuture, take_ready},
        window::Window,
    },
};

/// A layer that delays messages so that the bot stays within Telegram's rate limits.
///
/// Defaults to 1 message per second in a chat (with a burst of 3), at most 20 in any minute in
/// a group or channel, and at most 30 in any second in total.
///
/// It counts calls that send, forward, copy or edit; an album counts as its parts. Calls to a chat
/// wait in the order of arrival, and so do all calls that wait for the limit of the bot. A call
/// within the limits is made immediately and uses no timer. Most bots do not need this layer,
/// because the client waits after a 429. It is for bots that send to many chats at the same time.
///
/// The limits apply to the times at which calls are made. Network delays vary, so calls may arrive
/// at Telegram in quicker succession.
///
/// # Cancel safety
///
/// Dropping a waiting call uses no quota, and the next call takes its turn.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::{FloodLimitLayer, Quota};
///
/// let limit = FloodLimitLayer::new().group(Quota::new(10, Duration::from_secs(60)));
/// # let _ = limit;
/// ```
///
/// Source: [limits](https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FloodLimitLayer {
    quotas: Quotas,
    usage: Arc<Mutex<Usage>>,
}

#[derive(Clone, Copy, Debug)]
struct Quotas {
    chat: Quota,
    group: Quota,
    bot: Quota,
}

impl FloodLimitLayer {
    /// Creates a layer with Telegram's documented limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the limit in any chat. The whole quota may be used in one burst. A used quota becomes
    /// available again gradually: one message after each `period / number`. Defaults to 3 in 3
    /// seconds.
    pub fn chat(mut self, quota: Quota) -> Self {
        self.quotas.chat = quota;
        self
    }

    /// Sets the additional limit in a group or channel: the maximum in any time window of this
    /// period. Defaults to 20 in a minute.
    pub fn group(mut self, quota: Quota) -> Self {
        self.quotas.group = quota;
        self
    }

    /// Sets the limit of all chats together: the maximum in any time window of this period.
    /// Defaults to 30 in a second.
    pub fn bot(mut self, quota: Quota) -> Self {
        self.quotas.bot = quota;
        self
    }
}

impl Default for FloodLimitLayer {
    fn default() -> Self {
        let quotas = Quotas {
            chat: Quota::new(3, Duration::from_secs(3)),
            group: Quota::new(20, Duration::from_secs(60)),
            bot: Quota::new(30, Duration::from_secs(1)),
        };
        Self { quotas, usage: Arc::default() }
    }
}

impl<S> Layer<S> for FloodLimitLayer {
    type Service = FloodLimit<S>;

    fn layer(&self, inner: S) -> FloodLimit<S> {
        FloodLimit { inner, quotas: self.quotas, usage: Arc::clone(&self.usage) }
    }
}

/// The service of [`FloodLimitLayer`].
#[derive(Clone, Debug)]
pub struct FloodLimit<S> {
    inner: S,
    quotas: Quotas,
    usage: Arc<Mutex<Usage>>,
}

impl<S> Service<Call> for FloodLimit<S>
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
        let Some(messages) = call.message_count() else { return boxed(self.inner.call(call)) };
        let demand = Demand { quotas: self.quotas, chat: call.chat().cloned(), messages };
        let queue = match lock(&self.usage).try_acquire(&demand) {
            Ok(()) => return boxed(self.inner.call(call)),
            Err(queue) => queue,
        };
        let (mut inner, usage) = (take_ready(&mut self.inner), Arc::clone(&self.usage));
        Box::pin(async move {
            wait(&usage, &demand, queue).await;
            inner.call(call).await.map_err(Into::into)
        })
    }
}

#[inline]
fn boxed<F, E>(future: F) -> CallFuture
where
    F: Future<Output = Result<ApiResponse, E>> + Send + 'static,
    E: Into<BoxError>,
{
    Box::pin(async move { future.await.map_err(Into::into) })
}

/// The messages of a call, and the quotas that they count against.
struct Demand {
    quotas: Quotas,
    chat: Option<Recipient>,
    messages: u32,
}

/// Waits until the quotas allow the messages, and records them.
///
/// The turn in the chat's queue comes first, so that a call that waits for its chat does not
/// block the bot's queue. Both queues are fair.
async fn wait(usage: &Mutex<Usage>, demand: &Demand, queue: Option<Queue>) {
    let _chat_turn = match &queue {
        Some(queue) => Some(queue.lock().await),
        None => None,
    };
    let ready = lock(usage).chat_ready_at(demand);
    sleep_past(ready).await;
    let bot_queue = Arc::clone(&lock(usage).queue);
    let _bot_turn = bot_queue.lock().await;
    // No other call uses the bot's quota while the lock is held.
    let ready = lock(usage).bot.ready_at(demand.quotas.bot, demand.messages, Instant::now());
    sleep_past(ready).await;
    lock(usage).record(demand);
}

#[inline]
async fn sleep_past(at: Instant) {
    if at > Instant::now() {
        sleep_until(at).await;
    }
}

#[inline]
fn lock(usage: &Mutex<Usage>) -> MutexGuard<'_, Usage> {
    usage.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls that wait, in the order of arrival.
type Queue = Arc<AsyncMutex<()>>;

/// The used part of all quotas.
#[derive(Debug, Default)]
struct Usage {
    bot: Window,
    /// Calls that wait for the bot's limit.
    queue: Queue,
    chats: HashMap<Recipient, ChatUsage>,
    /// The number of chats at which idle chats are removed next.
    sweep: usize,
}

#[derive(Debug)]
struct ChatUsage {
    chat: Gcra,
    group: Option<Window>,
    /// Calls that wait for the chat; `None` if none ever did.
    queue: Option<Queue>,
}

/// The smallest number of chats at which idle chats are removed.
const SWEEP: usize = 1024;

impl Usage {
    /// Records the messages if the quotas allow them now and no call waits; otherwise returns
    /// the chat's queue to wait in.
    #[inline]
    fn try_acquire(&mut self, demand: &Demand) -> Result<(), Option<Queue>> {
        let now = Instant::now();
        let has_room = !is_busy(&self.queue)
            && self.bot.ready_at(demand.quotas.bot, demand.messages, now) <= now;
        let Some(recipient) = &demand.chat else {
            if !has_room {
                return Err(None);
            }
            self.bot.record(demand.quotas.bot, demand.messages, now);
            return Ok(());
        };
        let chat = self.chat(recipient, now);
        if has_room && !chat.is_busy() && chat.ready_at(demand, now) <= now {
            chat.record(demand, now);
            self.bot.record(demand.quotas.bot, demand.messages, now);
            return Ok(());
        }
        Err(Some(Arc::clone(chat.queue.get_or_insert_default())))
    }

    #[inline]
    fn chat_ready_at(&mut self, demand: &Demand) -> Instant {
        let now = Instant::now();
        match &demand.chat {
            Some(recipient) => self.chat(recipient, now).ready_at(demand, now),
            None => now,
        }
    }

    #[inline]
    fn record(&mut self, demand: &Demand) {
        let now = Instant::now();
        self.bot.record(demand.quotas.bot, demand.messages, now);
        if let Some(recipient) = &demand.chat {
            self.chat(recipient, now).record(demand, now);
        }
    }

    #[inline]
    fn chat(&mut self, recipient: &Recipient, now: Instant) -> &mut ChatUsage {
        if self.chats.len() >= self.sweep.max(SWEEP) {
            self.chats.retain(|_, chat| chat.is_busy() || !chat.is_empty(now));
            // Amortised: each sweep doubles the number of chats until the next one.
            self.sweep = 2 * self.chats.len();
        }
        let new_chat = || {
            let is_group = match recipient {
                Recipient::Id(id) => id.0 < 0,
                Recipient::Username(_) => true,
            };
            let group = is_group.then(Window::default);
            ChatUsage { chat: Gcra::new(now), group, queue: None }
        };
        self.chats.entry(recipient.clone()).or_insert_with(new_chat)
    }
}

/// Returns whether a call waits in a queue.
#[inline]
fn is_busy(queue: &Queue) -> bool {
    Arc::strong_count(queue) > 1
}

impl ChatUsage {
    #[inline]
    fn ready_at(&self, demand: &Demand, now: Instant) -> Instant {
        let at = self.chat.ready_at(demand.quotas.chat, demand.messages, now);
        match &self.group {
            Some(group) => at.max(group.ready_at(demand.quotas.group, demand.messages, now)),
            None => at,
        }
    }

    #[inline]
    fn record(&mut self, demand: &Demand, at: Instant) {
        self.chat.record(demand.quotas.chat, demand.messages, at);
        if let Some(group) = &mut self.group {
            group.record(demand.quotas.group, demand.messages, at);
        }
    }

    /// Returns whether a call waits for the chat.
    #[inline]
    fn is_busy(&self) -> bool {
        self.queue.as_ref().is_some_and(is_busy)
    }

    /// Returns whether no part of the quotas is used.
    #[inline]
    fn is_empty(&self, now: Instant) -> bool {
        self.chat.is_empty(now) && self.group.as_ref().is_none_or(|group| group.is_empty(now))
    }
}
