//! Sending no faster than Telegram takes it.

use std::{
    collections::HashMap,
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
    answer::Answer,
    call::Call,
    layers::{
        attempt::{CallFuture, take_ready},
        gcra::{Cell, Quota},
    },
};

/// Holds messages back so that Telegram's limits are kept: unless set, 1 a
/// second in a chat (with 3 at once), 20 a minute in a group, 30 a second in
/// all.
///
/// It counts calls that send, forward, copy or edit; an album counts as its
/// parts. Calls wait in the order in which they came. A bot needs no such layer
/// to work, since 429 is waited out: it is for those who send to many at once.
///
/// Source: [limits](https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct FloodLimitLayer {
    quotas: Quotas,
    cells: Arc<Mutex<Cells>>,
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

    /// The limit in any chat.
    pub fn chat(mut self, quota: Quota) -> Self {
        self.quotas.chat = quota;
        self
    }

    /// The limit in a group or channel, besides.
    pub fn group(mut self, quota: Quota) -> Self {
        self.quotas.group = quota;
        self
    }

    /// The limit in all chats together.
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
        Self { quotas, cells: Arc::default() }
    }
}

impl<S> Layer<S> for FloodLimitLayer {
    type Service = FloodLimit<S>;

    fn layer(&self, inner: S) -> FloodLimit<S> {
        FloodLimit { inner, quotas: self.quotas, cells: Arc::clone(&self.cells) }
    }
}

/// A service that holds messages back; made by [`FloodLimitLayer`].
#[derive(Clone, Debug)]
pub struct FloodLimit<S> {
    inner: S,
    quotas: Quotas,
    cells: Arc<Mutex<Cells>>,
}

impl<S> Service<Call> for FloodLimit<S>
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
        let Some(number) = messages(&call) else {
            let answer = inner.call(call);
            return Box::pin(async move { answer.await.map_err(Into::into) });
        };
        let quotas = self.quotas;
        let (bot, turns) = {
            let mut cells = lock(&self.cells);
            (Arc::clone(&cells.bot), call.chat().map(|chat| cells.turns(chat)))
        };
        Box::pin(async move {
            // First the chat's own turn, so that who waits there takes no place
            // of the bot's before that. Nothing is used up by who gives up.
            if let Some(turns) = turns {
                let mut turn = turns.lock().await;
                sleep_until(turn.ready_at(&quotas, number)).await;
                let at = pass(&bot, quotas.bot, number).await;
                turn.take(&quotas, number, at);
            } else {
                pass(&bot, quotas.bot, number).await;
            }
            inner.call(call).await.map_err(Into::into)
        })
    }
}

/// Waits for what all chats share, first come, first served; tells when it was
/// had.
async fn pass(bot: &AsyncMutex<Option<Cell>>, quota: Quota, number: u32) -> Instant {
    let mut bot = bot.lock().await;
    let cell = bot.get_or_insert_with(|| Cell::new(Instant::now()));
    let at = cell.ready_at(quota, number, Instant::now());
    sleep_until(at).await;
    cell.take(quota, number, at);
    at
}

#[inline]
fn lock(cells: &Mutex<Cells>) -> MutexGuard<'_, Cells> {
    cells.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many messages a call makes; `None` if it is about none.
#[inline]
fn messages(call: &Call) -> Option<u32> {
    let verbs = ["send", "forward", "copy", "edit"];
    let is_message = verbs.iter().any(|verb| call.method().starts_with(verb));
    if !is_message || call.method() == "sendChatAction" {
        return None;
    }
    let several = call.params().get("media").or_else(|| call.params().get("message_ids"));
    let several = several.and_then(|json| serde_json::from_str::<Vec<&RawValue>>(json).ok());
    Some(several.map_or(1, |several| u32::try_from(several.len().max(1)).unwrap_or(u32::MAX)))
}

#[derive(Debug, Default)]
struct Cells {
    bot: Arc<AsyncMutex<Option<Cell>>>,
    chats: HashMap<Recipient, Arc<AsyncMutex<InChat>>>,
}

/// What is used up in a chat; locked by whose turn it is, first come, first
/// served.
#[derive(Clone, Copy, Debug)]
struct InChat {
    chat: Cell,
    group: Option<Cell>,
}

/// So many chats are kept before those that are idle are looked for.
const SWEEP: usize = 1024;

impl Cells {
    /// The turns of a chat.
    #[inline]
    fn turns(&mut self, chat: &Recipient) -> Arc<AsyncMutex<InChat>> {
        let now = Instant::now();
        if self.chats.len() >= SWEEP && self.chats.len() == self.chats.capacity() {
            self.chats.retain(|_, turns| {
                Arc::get_mut(turns).is_none_or(|turns| !turns.get_mut().is_empty(now))
            });
        }
        let is_group = match chat {
            Recipient::Id(id) => id.0 < 0,
            Recipient::Username(_) => true,
        };
        let turns = self.chats.entry(chat.clone()).or_insert_with(|| {
            let group = is_group.then(|| Cell::new(now));
            Arc::new(AsyncMutex::new(InChat { chat: Cell::new(now), group }))
        });
        Arc::clone(turns)
    }
}

impl InChat {
    #[inline]
    fn ready_at(&self, quotas: &Quotas, number: u32) -> Instant {
        let now = Instant::now();
        let at = self.chat.ready_at(quotas.chat, number, now);
        self.group.map_or(at, |group| at.max(group.ready_at(quotas.group, number, now)))
    }

    #[inline]
    fn take(&mut self, quotas: &Quotas, number: u32, at: Instant) {
        self.chat.take(quotas.chat, number, at);
        if let Some(group) = &mut self.group {
            group.take(quotas.group, number, at);
        }
    }

    /// Whether nothing is used up.
    #[inline]
    fn is_empty(&self, now: Instant) -> bool {
        self.chat.is_empty(now) && self.group.is_none_or(|group| group.is_empty(now))
    }
}
