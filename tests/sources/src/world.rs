//! [`World`]: a bot with a source of updates, and users who write to it.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use chappe::{
    IntoDispatcher, LaneBy,
    client::{ApiServer, Bot, BotBuilder},
    polling::{Polling, PollingError},
    webhook::Webhook,
};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};
use wire::{Server, Telegram};

use crate::{
    deliveries::{Deliveries, with_id},
    said::Said,
};

/// A source of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Long polling.
    Polling,
    /// A mounted webhook.
    Webhook,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 2] = [Self::Polling, Self::Webhook];
}

/// How long updates in flight may take after the stop.
const DRAIN: Duration = Duration::from_secs(20);

/// A running bot.
pub struct World {
    telegram: Telegram,
    running: Running,
    /// The calls of the bot.
    pub said: Said,
    next_id: AtomicI64,
    _server: Server,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("said", &self.said).finish_non_exhaustive()
    }
}

enum Running {
    Polling { stop: oneshot::Sender<()>, task: JoinHandle<Result<(), PollingError>> },
    Webhook(Webhook, Deliveries),
}

impl World {
    /// Starts an app with a source.
    pub async fn start(source: Source, app: impl IntoDispatcher) -> Self {
        Self::with(source, app, LaneBy::Chat, |bot| bot).await
    }

    /// Starts an app with a source, lanes and options of the bot.
    pub async fn with(
        source: Source,
        app: impl IntoDispatcher,
        lane_by: LaneBy,
        options: impl FnOnce(BotBuilder) -> BotBuilder,
    ) -> Self {
        let (telegram, said) = (Telegram::new(1), Said::new());
        let server = {
            let (telegram, said) = (telegram.clone(), said.clone());
            Server::new(move |request| {
                let telegram = telegram.clone();
                if !matches!(&*request.method, "getMe" | "getUpdates") {
                    said.note(&request.method, request.params.clone());
                }
                async move { Some(telegram.answer(&request).await) }
            })
        };
        let bot = options(
            Bot::builder("42:token".parse().unwrap())
                .server(ApiServer::new("http://telegram.test").unwrap())
                .connector(server.connector()),
        );
        let bot = bot.build().unwrap();
        let running = match source {
            Source::Polling => {
                let (stop, stopped) = oneshot::channel::<()>();
                let polling = Polling::new(bot, app).lane_by(lane_by).drain(DRAIN);
                let polling = polling.until(async { drop(stopped.await) });
                Running::Polling { stop, task: tokio::spawn(async { polling.await }) }
            }
            Source::Webhook => {
                let webhook = Webhook::new(app).bot(bot).lane_by(lane_by);
                webhook.startup().await.unwrap();
                Running::Webhook(webhook.clone(), Deliveries::new(webhook, said.clone()))
            }
        };
        Self { telegram, running, said, next_id: AtomicI64::new(1), _server: server }
    }

    /// Sends a message in a user's private chat.
    pub fn says(&self, user: i64, text: &str) {
        self.push(json!({"message": message(user, "private", user, text)}));
    }

    /// Sends a message in a group.
    pub fn says_in(&self, group: i64, user: i64, text: &str) {
        self.push(json!({"message": message(group, "supergroup", user, text)}));
    }

    /// Presses a button in a user's private chat.
    pub fn press(&self, user: i64, data: &str) {
        self.push(json!({"callback_query": {
            "id": "1", "chat_instance": "1", "data": data,
            "from": {"id": user, "is_bot": false, "first_name": "A"},
            "message": message(user, "private", 42, "pick"),
        }}));
    }

    /// Passes an update to the source.
    pub fn push(&self, update: Value) {
        match &self.running {
            Running::Polling { .. } => drop(self.telegram.push(update)),
            Running::Webhook(_, deliveries) => {
                let id = self.next_id.fetch_add(1, Ordering::Relaxed);
                deliveries.push(with_id(id, update));
            }
        }
    }

    /// Returns the updates that Telegram would redeliver after a crash. Empty for a webhook.
    pub fn unconfirmed(&self) -> Vec<i64> {
        self.telegram.pending()
    }

    /// Stops the bot in the same way as SIGTERM.
    pub async fn stop(self) -> Said {
        match self.running {
            Running::Polling { stop, task } => {
                drop(stop);
                task.await.unwrap().unwrap();
            }
            Running::Webhook(webhook, _) => webhook.shutdown(DRAIN).await.unwrap(),
        }
        self.said
    }
}

/// Sleeps for a number of seconds.
pub async fn seconds(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

fn message(chat: i64, kind: &str, user: i64, text: &str) -> Value {
    json!({
        "message_id": 1, "date": 1, "text": text,
        "chat": {"id": chat, "type": kind, "title": "g", "first_name": "A"},
        "from": {"id": user, "is_bot": user == 42, "first_name": "A"},
    })
}
