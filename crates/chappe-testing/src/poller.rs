//! Polls the emulator for the bot's updates and runs them.

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

use crate::action_report::ActionReport;

/// A source of updates that fetches them from the emulator and runs them, as polling does.
pub(crate) struct Poller {
    emulator: Emulator,
    bot: Bot,
    /// Its values include the bot.
    dispatcher: Dispatcher,
    layers: Layers,
    lane_by: LaneBy,
    running: OnceCell<Running>,
    /// Locked while updates are fetched.
    cursor: AsyncMutex<Cursor>,
    /// The ids of completed updates.
    completed: Arc<watch::Sender<HashSet<i64>>>,
    /// The sequence number of the newest known update. Locked during each action, so that updates
    /// which appear meanwhile are attributed to that action.
    newest: Mutex<u64>,
}

struct Running {
    /// Its values include the bot's identity.
    dispatcher: Dispatcher,
    intake: Arc<Intake>,
    service: Arc<Dispatch>,
}

/// The progress of fetching updates.
#[derive(Default)]
struct Cursor {
    /// The next offset; `None` before the first update.
    offset: Option<i64>,
    /// The sequence number of the last fetched update in the emulator's history.
    seq: u64,
}

/// How long a handler may run, on tokio's clock, before the test fails.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

impl Poller {
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
            completed: Arc::new(watch::Sender::new(HashSet::new())),
            newest: Mutex::new(0),
        }
    }

    /// Starts the bot, unless it is running.
    pub(crate) async fn start(&self) {
        let start = async {
            let me = match self.bot.identity().await {
                Ok(me) => me,
                Err(error) => panic!("the bot's `getMe` failed: {error}"),
            };
            let dispatcher = self.dispatcher.with_me(me);
            // Sets `allowed_updates` before the first update.
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

    /// Drains the intake and runs the shutdown callbacks.
    pub(crate) async fn stop(&self) {
        let Some(running) = self.running.get() else { return };
        running.intake.drain().await;
        if let Err(error) = running.dispatcher.shutdown().await {
            panic!("a shutdown callback failed: {error}");
        }
    }

    /// Returns the sequence number of the newest update.
    pub(crate) fn newest(&self) -> u64 {
        *self.lock_newest()
    }

    fn lock_newest(&self) -> MutexGuard<'_, u64> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seq) = self.history(*newest).last().and_then(|entry| entry["seq"].as_u64()) {
            *newest = seq;
        }
        newest
    }

    /// Performs an action; returns its result, the sequence number of the newest update
    /// before it, and the ids of the updates that it caused immediately.
    pub(crate) fn perform<T>(&self, action: impl FnOnce() -> T) -> (T, u64, Vec<i64>) {
        let before = self.lock_newest();
        let result = action();
        let updates = self.history(*before).iter().filter_map(id_of).collect();
        (result, *before, updates)
    }

    /// Runs pending updates until `updates` have completed, then runs the updates that these
    /// caused.
    pub(crate) async fn complete(&self, after: u64, updates: Vec<i64>) -> ActionReport {
        self.run_all().await;
        let completed = timeout(HANDLER_TIMEOUT, self.completed(&updates)).await;
        assert!(
            completed.is_ok(),
            "a handler has not ended within a day:\n{}",
            self.report(after, &updates)
        );
        self.settle().await;
        self.report(after, &updates)
    }

    /// Runs updates until no more are pending.
    pub(crate) async fn settle(&self) {
        loop {
            let started = self.run_all().await;
            if started.is_empty() {
                return;
            }
            self.completed(&started).await;
        }
    }

    /// Waits until updates are completed.
    async fn completed(&self, updates: &[i64]) {
        let mut completed = self.completed.subscribe();
        // Cannot fail: `self` owns the sender.
        let _ = completed.wait_for(|ids| updates.iter().all(|id| ids.contains(id))).await;
    }

    /// Returns the report of the last update.
    pub(crate) fn report_of_last(&self) -> ActionReport {
        let newest = self.newest().saturating_sub(1);
        let last = self.history(newest).pop().as_ref().and_then(id_of);
        self.report(newest, &Vec::from_iter(last))
    }

    /// Starts all pending updates; returns their ids.
    pub(crate) async fn run_all(&self) -> Vec<i64> {
        let Some(running) = self.running.get() else { return Vec::new() };
        let mut cursor = self.cursor.lock().await;
        let mut started = Vec::new();
        loop {
            // Checks the history first, because `getUpdates` would wait for the next update.
            let pending = self.history(cursor.seq);
            let Some(newest) = pending.last() else { return started };
            let updates = self.fetch(cursor.offset).await;
            let last = updates.last().map(|update| update.update_id.0);
            let fetched = pending.iter().rfind(|entry| id_of(entry) == last).unwrap_or(newest);
            cursor.seq = fetched["seq"].as_u64().unwrap_or_default();
            cursor.offset = last.map(|last| last + 1).or(cursor.offset);
            for update in updates {
                let id = update.update_id.0;
                started.push(id);
                let accepted = running.intake.accept(update, &running.service);
                let completed = Arc::clone(&self.completed);
                tokio::spawn(async move {
                    if let Admission::Pending(completion) = accepted {
                        // An error means that the update was dropped, which completes it too.
                        let _ = completion.await;
                    }
                    completed.send_modify(|ids| {
                        ids.insert(id);
                    });
                });
            }
        }
    }

    async fn fetch(&self, offset: Option<i64>) -> Vec<Update> {
        let allowed = self.dispatcher.allowed_updates();
        let allowed = allowed.into_iter().map(|kind| kind.as_str().into()).collect::<Vec<_>>();
        let mut method = GetUpdates::new().allowed_updates(allowed);
        method.offset = offset;
        match self.bot.send(method).await {
            Ok(updates) => updates,
            Err(error) => panic!("the bot's `getUpdates` failed: {error}"),
        }
    }

    /// Returns a report of these updates, all of which are after a sequence number in the history.
    fn report(&self, after: u64, updates: &[i64]) -> ActionReport {
        let entries = self.history(after).into_iter();
        let entries = entries.filter(|entry| id_of(entry).is_some_and(|id| updates.contains(&id)));
        ActionReport::new(entries.collect())
    }

    /// Returns the emulator's history of the bot's updates after a sequence number.
    fn history(&self, after: u64) -> Vec<Value> {
        let body = json!({"bot": self.bot.id().0, "after": after});
        let response = self.emulator.control(&Method::GET, "updates", &body);
        match response.unwrap_or_default()["updates"].take() {
            Value::Array(updates) => updates,
            _ => Vec::new(),
        }
    }
}

fn id_of(entry: &Value) -> Option<i64> {
    entry["update"]["update_id"].as_i64()
}
