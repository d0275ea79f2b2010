//! [`Telegram`]: a queue of updates that behaves as Telegram's.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    sync::{Notify, oneshot},
    time::{Instant, sleep, timeout_at},
};

use crate::{
    answers::{Answer, error, ok},
    received::Received,
    server::Server,
};

/// The update queue of one bot. `getUpdates` behaves as Telegram's; any other method succeeds.
#[derive(Clone, Debug, Default)]
pub struct Telegram {
    state: Arc<Mutex<State>>,
    pushed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<(i64, Value)>,
    next: i64,
    has_webhook: bool,
    /// The latency of each response.
    latency: Duration,
    /// Ends the pending long poll.
    waiting: Option<oneshot::Sender<()>>,
    last: Option<(i64, Instant)>,
}

impl Telegram {
    /// Creates a queue. The first update will have this id.
    pub fn new(first: i64) -> Self {
        let telegram = Self::default();
        telegram.state().next = first;
        telegram
    }

    /// Returns a server of this queue.
    pub fn server(&self) -> Server {
        let telegram = self.clone();
        Server::new(move |request| {
            let telegram = telegram.clone();
            async move { Some(telegram.answer(&request).await) }
        })
    }

    /// Adds an update without an id. Returns the id that it gets.
    pub fn push(&self, mut update: Value) -> i64 {
        let mut state = self.state();
        let id = state.next;
        state.next += 1;
        update["update_id"] = json!(id);
        state.queue.push_back((id, update));
        drop(state);
        self.pushed.notify_waiters();
        id
    }

    /// Adds a text message in a private chat. Returns the update's id.
    pub fn say(&self, chat: i64, text: &str) -> i64 {
        self.push(json!({"message": {
            "message_id": 1, "date": 0, "text": text,
            "chat": {"id": chat, "type": "private", "first_name": "A"},
            "from": {"id": chat, "is_bot": false, "first_name": "A"},
        }}))
    }

    /// Returns the ids of the unconfirmed updates.
    pub fn pending(&self) -> Vec<i64> {
        self.state().queue.iter().map(|(id, _)| *id).collect()
    }

    /// Sets the id of the next update.
    pub fn restart_ids(&self, next: i64) {
        self.state().next = next;
    }

    /// Sets the latency of each response.
    pub fn set_latency(&self, latency: Duration) {
        self.state().latency = latency;
    }

    /// Sets a webhook, so that `getUpdates` fails.
    pub fn set_webhook(&self) {
        self.state().has_webhook = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Returns the response to a request.
    pub async fn answer(&self, request: &Received) -> Answer {
        let latency = self.state().latency;
        sleep(latency).await;
        match &*request.method {
            "getMe" => {
                ok(json!({"id": 42, "is_bot": true, "first_name": "B", "username": "the_bot"}))
            }
            "getUpdates" => self.updates(request).await,
            "deleteWebhook" => {
                let mut state = self.state();
                state.has_webhook = false;
                if request.params["drop_pending_updates"] == json!(true) {
                    state.queue.clear();
                }
                ok(true)
            }
            "sendMessage" => ok(json!({
                "message_id": 2, "date": 0, "chat": {"id": request.params["chat_id"], "type": "private"},
            })),
            _ => ok(true),
        }
    }

    async fn updates(&self, request: &Received) -> Answer {
        let offset = request.number("offset");
        let mut limit = usize::try_from(request.number("limit")).unwrap_or(0).clamp(1, 100);
        let seconds = u64::try_from(request.number("timeout")).unwrap_or(0).min(50);
        let deadline = Instant::now() + Duration::from_secs(seconds);
        let (ends, mut ended) = oneshot::channel();
        {
            let mut state = self.state();
            if state.has_webhook {
                return error(
                    409,
                    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                );
            }
            if let Some(other) = state.waiting.replace(ends) {
                let _ = other.send(());
            }
            state.forget(offset);
            if state.last.is_some_and(|(last, at)| last == offset && at.elapsed().as_millis() < 500)
            {
                limit = 1;
            }
        }
        loop {
            let pushed = self.pushed.notified();
            {
                let mut state = self.state();
                if !state.queue.is_empty() || Instant::now() >= deadline {
                    state.waiting = None;
                    state.last = Some((offset, Instant::now()));
                    let batch = state.queue.iter().take(limit).map(|(_, update)| update.clone());
                    return ok(batch.collect::<Vec<_>>());
                }
            }
            tokio::select! {
                _ = &mut ended => {
                    return error(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
                }
                _ = timeout_at(deadline, pushed) => {}
            }
        }
    }
}

impl State {
    fn forget(&mut self, offset: i64) {
        let Some((head, _)) = self.queue.front() else { return };
        let in_future = offset > self.next + 10;
        if offset <= 0 || in_future || offset < head - 100_000 {
            return;
        }
        self.queue.retain(|(id, _)| *id >= offset);
    }
}
