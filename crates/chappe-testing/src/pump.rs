//! Takes the bot's updates from the emulator and runs them.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe_client::Bot;
use chappe_core::Dispatcher;
use chappe_emulator::Emulator;
use chappe_intake::{Admission, Dispatch, Intake, LaneBy, Layers, Options, ReplySender};
use chappe_types::{GetUpdates, Update};
use http::Method;
use serde_json::{Value, json};
use tokio::{
    sync::{Mutex as AsyncMutex, OnceCell, watch},
    time::timeout,
};

use crate::turn::Turn;

/// Takes the bot's updates from the emulator and runs them as polling does.
pub(crate) struct Pump {
    emulator: Emulator,
    bot: Bot,
    /// Has the bot.
    dispatcher: Dispatcher,
    layers: Layers,
    lane_by: LaneBy,
    running: OnceCell<Running>,
    /// Held while updates are fetched.
    cursor: AsyncMutex<Cursor>,
    /// The updates that are done.
    landed: Arc<watch::Sender<HashSet<i64>>>,
    /// The number of the newest update that is known; held while somebody does
    /// something, for what comes of it is theirs.
    newest: Mutex<u64>,
}

struct Running {
    /// Knows who the bot is.
    dispatcher: Dispatcher,
    intake: Arc<Intake>,
    service: Arc<Dispatch>,
}

/// How far updates were fetched.
#[derive(Default)]
struct Cursor {
    /// The next offset; none before the first update.
    offset: Option<i64>,
    /// The number of the last update in the emulator's history.
    seq: u64,
}

/// How long a handler may take, on tokio's clock, before the test fails.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

impl Pump {
    pub(crate) fn new(
        emulator: &Emulator,
        bot: &Bot,
        dispatcher: Dispatcher,
        layers: Layers,
        lane_by: LaneBy,
    ) -> Self {
        Self {
            emulator: emulator.clone(),
            bot: bot.clone(),
            dispatcher,
            layers,
            lane_by,
            running: OnceCell::new(),
            cursor: AsyncMutex::default(),
            landed: Arc::new(watch::Sender::new(HashSet::new())),
            newest: Mutex::new(0),
        }
    }

    /// Starts the bot, unless it runs.
    pub(crate) async fn start(&self) {
        let start = async {
            let me = match self.bot.identity().await {
                Ok(me) => me,
                Err(error) => panic!("the bot cannot ask who it is: {error}"),
            };
            let dispatcher = self.dispatcher.with_me(me);
            // The kinds that the bot wants are known from the first update on.
            self.fetch(None).await;
            if let Err(error) = dispatcher.startup().await {
                panic!("a startup callback failed: {error}");
            }
            let options = Options {
                replies: ReplySender::through(self.bot.clone()),
                lane_by: self.lane_by.clone(),
                ..Options::default()
            };
            Running {
                service: Arc::new(self.layers.around(dispatcher.clone())),
                intake: Arc::new(Intake::new(dispatcher.clone(), options)),
                dispatcher,
            }
        };
        self.running.get_or_init(|| start).await;
    }

    /// Ends the bot.
    pub(crate) async fn stop(&self) {
        let Some(running) = self.running.get() else { return };
        running.intake.drain().await;
        if let Err(error) = running.dispatcher.shutdown().await {
            panic!("a shutdown callback failed: {error}");
        }
    }

    /// The number of the newest update that the bot was given.
    pub(crate) fn newest(&self) -> u64 {
        *self.look_at_newest()
    }

    fn look_at_newest(&self) -> MutexGuard<'_, u64> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seq) = self.history(*newest).last().and_then(|given| given["seq"].as_u64()) {
            *newest = seq;
        }
        newest
    }

    /// Does something; the number of the newest update before it, and the ids of
    /// those that it causes at once.
    pub(crate) fn caused<T>(&self, action: impl FnOnce() -> T) -> (T, u64, Vec<i64>) {
        let before = self.look_at_newest();
        let done = action();
        let updates = self.history(*before).iter().filter_map(id_of).collect();
        (done, *before, updates)
    }

    /// Runs what there is until updates are done, and what comes of them.
    pub(crate) async fn turn(&self, after: u64, updates: Vec<i64>) -> Turn {
        self.run_all().await;
        let ended = timeout(PATIENCE, self.done(&updates)).await;
        assert!(ended.is_ok(), "a handler does not end:\n{}", self.tell(after, &updates));
        self.settle().await;
        self.tell(after, &updates)
    }

    /// Runs what came of what the bot did.
    pub(crate) async fn settle(&self) {
        loop {
            let started = self.run_all().await;
            if started.is_empty() {
                return;
            }
            self.done(&started).await;
        }
    }

    /// Waits until updates are done.
    async fn done(&self, updates: &[i64]) {
        let mut landed = self.landed.subscribe();
        // The sender lives as long as this.
        let _ = landed.wait_for(|landed| updates.iter().all(|id| landed.contains(id))).await;
    }

    /// The way of the last update.
    pub(crate) fn way_of_last(&self) -> Turn {
        let newest = self.newest().saturating_sub(1);
        let last = self.history(newest).pop().as_ref().and_then(id_of);
        self.tell(newest, &Vec::from_iter(last))
    }

    /// Starts all updates that wait in the emulator; their ids.
    pub(crate) async fn run_all(&self) -> Vec<i64> {
        let Some(running) = self.running.get() else { return Vec::new() };
        let mut cursor = self.cursor.lock().await;
        let mut started = Vec::new();
        loop {
            // Telegram keeps back the answer to a question that comes too often.
            let given = self.history(cursor.seq);
            let Some(newest) = given.last() else { return started };
            let updates = self.fetch(cursor.offset).await;
            let last = updates.last().map(|update| update.update_id.0);
            let fetched = given.iter().rfind(|given| id_of(given) == last).unwrap_or(newest);
            cursor.seq = fetched["seq"].as_u64().unwrap_or_default();
            cursor.offset = last.map(|last| last + 1).or(cursor.offset);
            for update in updates {
                let id = update.update_id.0;
                started.push(id);
                let accepted = running.intake.accept(update, &running.service);
                let landed = Arc::clone(&self.landed);
                tokio::spawn(async move {
                    if let Admission::Pending(completion) = accepted {
                        // Gone without a word: it is done all the same.
                        let _ = completion.await;
                    }
                    landed.send_modify(|landed| {
                        landed.insert(id);
                    });
                });
            }
        }
    }

    async fn fetch(&self, offset: Option<i64>) -> Vec<Update> {
        let wanted = self.dispatcher.allowed_updates();
        let wanted = wanted.into_iter().map(|kind| kind.as_str().into()).collect::<Vec<_>>();
        let mut method = GetUpdates::new().allowed_updates(wanted);
        method.offset = offset;
        match self.bot.send(method).await {
            Ok(updates) => updates,
            Err(error) => panic!("the bot cannot ask for updates: {error}"),
        }
    }

    /// What became of updates.
    fn tell(&self, after: u64, updates: &[i64]) -> Turn {
        let given = self.history(after).into_iter();
        let given = given.filter(|given| id_of(given).is_some_and(|id| updates.contains(&id)));
        Turn::new(given.map(|mut given| given["trace"].take()).collect())
    }

    /// The updates that the bot was given after one.
    fn history(&self, after: u64) -> Vec<Value> {
        let given = json!({"bot": self.bot.id().0, "after": after});
        let told = self.emulator.control(&Method::GET, "updates", &given);
        match told.unwrap_or_default()["updates"].take() {
            Value::Array(updates) => updates,
            _ => Vec::new(),
        }
    }
}

fn id_of(given: &Value) -> Option<i64> {
    given["update"]["update_id"].as_i64()
}
