//! Sending no faster than Telegram takes it.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_types::Recipient;
use serde_json::value::RawValue;
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
        attempt::{CallFuture, take_ready},
        gcra::{Cell, Quota},
        window::Window,
    },
};

/// Holds messages back so that Telegram's limits are kept: unless set, 1 a
/// second in a chat (with 3 at once), no more than 20 in any minute in a group or
/// channel, and no more than 30 in any second in all.
///
/// It counts calls that send, forward, copy or edit; an album counts as its
/// parts. Calls of a chat wait in the order in which they came, and so do all that
/// wait for the bot's own limit. A call within the limits is made at once and uses no
/// timer. A bot needs no such layer to work, since 429 is waited out: it is for those
/// who send to many at once.
///
/// What is counted is when calls are made: on the way to Telegram, two calls may come
/// closer together.
///
/// # Cancel safety
///
/// Dropping a call that waits uses up nothing, and the next one takes its place.
///
/// Source: [limits](https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FloodLimitLayer {
    quotas: Quotas,
    used: Arc<Mutex<Used>>,
}

#[derive(Clone, Copy, Debug)]
struct Quotas {
    chat: Quota,
    group: Quota,
    bot: Quota,
}

impl FloodLimitLayer {
    /// Telegram's limits, as they are told.
    pub fn new() -> Self {
        Self::default()
    }

    /// The limit in any chat. All of it may come at once; after that it comes back
    /// evenly. Defaults to 3 in 3 seconds.
    pub fn chat(mut self, quota: Quota) -> Self {
        self.quotas.chat = quota;
        self
    }

    /// The limit in a group or channel, besides: never more in any such period.
    /// Defaults to 20 in a minute.
    pub fn group(mut self, quota: Quota) -> Self {
        self.quotas.group = quota;
        self
    }

    /// The limit in all chats together: never more in any such period. Defaults to 30
    /// in a second.
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
        Self { quotas, used: Arc::default() }
    }
}

impl<S> Layer<S> for FloodLimitLayer {
    type Service = FloodLimit<S>;

    fn layer(&self, inner: S) -> FloodLimit<S> {
        FloodLimit { inner, quotas: self.quotas, used: Arc::clone(&self.used) }
    }
}

/// A service that holds messages back; made by [`FloodLimitLayer`].
#[derive(Clone, Debug)]
pub struct FloodLimit<S> {
    inner: S,
    quotas: Quotas,
    used: Arc<Mutex<Used>>,
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
        let Some(number) = messages(&call) else { return boxed(self.inner.call(call)) };
        let ticket = Ticket { quotas: self.quotas, chat: call.chat().cloned(), number };
        let queue = match lock(&self.used).take_at_once(&ticket) {
            Ok(()) => return boxed(self.inner.call(call)),
            Err(queue) => queue,
        };
        let (mut inner, used) = (take_ready(&mut self.inner), Arc::clone(&self.used));
        Box::pin(async move {
            wait(&used, &ticket, queue).await;
            inner.call(call).await.map_err(Into::into)
        })
    }
}

#[inline]
fn boxed<F, E>(answer: F) -> CallFuture
where
    F: Future<Output = Result<ApiResponse, E>> + Send + 'static,
    E: Into<BoxError>,
{
    Box::pin(async move { answer.await.map_err(Into::into) })
}

/// What a call takes.
struct Ticket {
    quotas: Quotas,
    chat: Option<Recipient>,
    number: u32,
}

/// Waits until the ticket is taken.
///
/// First for the chat's own turn, so that who waits there takes no place of the
/// bot's before that. The queues are fair.
async fn wait(used: &Mutex<Used>, ticket: &Ticket, queue: Option<Queue>) {
    let _turn = match &queue {
        Some(queue) => Some(queue.lock().await),
        None => None,
    };
    let ready = lock(used).chat_ready_at(ticket);
    sleep_past(ready).await;
    let gate = Arc::clone(&lock(used).gate);
    let _gate = gate.lock().await;
    // Nobody else takes anything of the bot meanwhile.
    let ready = lock(used).bot.ready_at(ticket.quotas.bot, ticket.number, Instant::now());
    sleep_past(ready).await;
    lock(used).take(ticket);
}

#[inline]
async fn sleep_past(at: Instant) {
    if at > Instant::now() {
        sleep_until(at).await;
    }
}

#[inline]
fn lock(used: &Mutex<Used>) -> MutexGuard<'_, Used> {
    used.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many messages a call makes; `None` if it is about none.
#[inline]
fn messages(call: &Call) -> Option<u32> {
    let verbs = ["send", "forward", "copy", "edit"];
    let is_message = verbs.iter().any(|verb| call.method().starts_with(verb));
    let parts = match call.method() {
        "sendChatAction" => return None,
        "sendMediaGroup" | "sendPaidMedia" => "media",
        "forwardMessages" | "copyMessages" => "message_ids",
        _ => return is_message.then_some(1),
    };
    let parts = call.params().get(parts);
    let parts = parts.and_then(|json| serde_json::from_str::<Vec<&RawValue>>(json).ok());
    Some(parts.map_or(1, |parts| u32::try_from(parts.len().max(1)).unwrap_or(u32::MAX)))
}

/// Those who wait for one thing: first come, first served.
type Queue = Arc<AsyncMutex<()>>;

/// What is used up.
#[derive(Debug, Default)]
struct Used {
    bot: Window,
    /// Those who wait for the bot's limit.
    gate: Queue,
    chats: HashMap<Recipient, InChat>,
    /// So many chats are kept before those that are idle are looked for.
    sweep: usize,
}

#[derive(Debug)]
struct InChat {
    chat: Cell,
    group: Option<Window>,
    /// Those who wait for the chat, if somebody ever did.
    queue: Option<Queue>,
}

/// The fewest chats that are kept before those that are idle are looked for.
const SWEEP: usize = 1024;

impl Used {
    /// Takes a ticket if there is room for it and nobody waits; if not, the chat's
    /// queue to wait in.
    #[inline]
    fn take_at_once(&mut self, ticket: &Ticket) -> Result<(), Option<Queue>> {
        let now = Instant::now();
        let has_room =
            !is_busy(&self.gate) && self.bot.ready_at(ticket.quotas.bot, ticket.number, now) <= now;
        let Some(recipient) = &ticket.chat else {
            if !has_room {
                return Err(None);
            }
            self.bot.take(ticket.quotas.bot, ticket.number, now);
            return Ok(());
        };
        let chat = self.chat(recipient, now);
        if has_room && !chat.is_busy() && chat.ready_at(ticket, now) <= now {
            chat.take(ticket, now);
            self.bot.take(ticket.quotas.bot, ticket.number, now);
            return Ok(());
        }
        Err(Some(Arc::clone(chat.queue.get_or_insert_default())))
    }

    #[inline]
    fn chat_ready_at(&mut self, ticket: &Ticket) -> Instant {
        let now = Instant::now();
        match &ticket.chat {
            Some(recipient) => self.chat(recipient, now).ready_at(ticket, now),
            None => now,
        }
    }

    #[inline]
    fn take(&mut self, ticket: &Ticket) {
        let now = Instant::now();
        self.bot.take(ticket.quotas.bot, ticket.number, now);
        if let Some(recipient) = &ticket.chat {
            self.chat(recipient, now).take(ticket, now);
        }
    }

    #[inline]
    fn chat(&mut self, recipient: &Recipient, now: Instant) -> &mut InChat {
        if self.chats.len() >= self.sweep.max(SWEEP) {
            self.chats.retain(|_, chat| chat.is_busy() || !chat.is_empty(now));
            // Seldom enough that it costs each call next to nothing.
            self.sweep = 2 * self.chats.len();
        }
        let fresh = || {
            let is_group = match recipient {
                Recipient::Id(id) => id.0 < 0,
                Recipient::Username(_) => true,
            };
            let group = is_group.then(Window::default);
            InChat { chat: Cell::new(now), group, queue: None }
        };
        self.chats.entry(recipient.clone()).or_insert_with(fresh)
    }
}

/// Whether somebody is in a queue.
#[inline]
fn is_busy(queue: &Queue) -> bool {
    Arc::strong_count(queue) > 1
}

impl InChat {
    #[inline]
    fn ready_at(&self, ticket: &Ticket, now: Instant) -> Instant {
        let at = self.chat.ready_at(ticket.quotas.chat, ticket.number, now);
        match &self.group {
            Some(group) => at.max(group.ready_at(ticket.quotas.group, ticket.number, now)),
            None => at,
        }
    }

    #[inline]
    fn take(&mut self, ticket: &Ticket, at: Instant) {
        self.chat.take(ticket.quotas.chat, ticket.number, at);
        if let Some(group) = &mut self.group {
            group.take(ticket.quotas.group, ticket.number, at);
        }
    }

    /// Whether somebody waits for the chat.
    #[inline]
    fn is_busy(&self) -> bool {
        self.queue.as_ref().is_some_and(is_busy)
    }

    /// Whether nothing is used up.
    #[inline]
    fn is_empty(&self, now: Instant) -> bool {
        self.chat.is_empty(now) && self.group.as_ref().is_none_or(|group| group.is_empty(now))
    }
}
