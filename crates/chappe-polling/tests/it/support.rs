//! Shared by the tests of polling.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot};
use chappe_core::{
    BoxError, IntoOutcome, Router,
    extract::{State, Text},
    filter::text,
    reply,
};
use chappe_polling::{Polling, PollingError};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};
use wire::{Server, Telegram};

/// The events of a test, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Returns a bot of an in-memory server.
pub(crate) fn bot_of(server: &Server, token: &str) -> Bot {
    Bot::builder(token.parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap()
}

/// Returns the server of a queue, and its bot.
pub(crate) fn bot(telegram: &Telegram) -> (Server, Bot) {
    let server = telegram.server();
    let bot = bot_of(&server, "42:token");
    (server, bot)
}

/// Returns an app that notes each text and replies with it. `slow MS` waits for so many
/// milliseconds, `panic` panics, `fail` returns an error, `quiet` has no reply.
pub(crate) fn app(log: &Log) -> Router {
    Router::new("app").message(|m| m.on(text(), handle_text)).with_state(log.clone())
}

async fn handle_text(
    State(log): State<Log>,
    Text(text): Text,
) -> Result<Option<impl IntoOutcome + use<>>, BoxError> {
    log.note(text.as_str());
    if let Some(millis) = text.strip_prefix("slow ") {
        sleep(Duration::from_millis(millis.parse()?)).await;
        log.note(format!("{text} done"));
    }
    assert!(text != "panic", "intended by the test");
    if text == "fail" {
        return Err("intended by the test".into());
    }
    Ok((text != "quiet").then(|| reply(text)))
}

/// A running `Polling`.
pub(crate) struct Running {
    stop: Option<oneshot::Sender<()>>,
    pub(crate) task: JoinHandle<Result<(), PollingError>>,
}

impl Running {
    pub(crate) fn start(polling: Polling) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let polling = polling.until(async { drop(stopped.await) });
        Self { stop: Some(stop), task: tokio::spawn(async { polling.await }) }
    }

    /// Requests the stop.
    pub(crate) fn request_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Requests the stop, and waits for it.
    pub(crate) async fn stop(mut self) {
        self.request_stop();
        self.task.await.unwrap().unwrap();
    }
}

pub(crate) async fn seconds(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

/// Returns how often a method was called.
pub(crate) fn count(server: &Server, method: &str) -> usize {
    server.methods().iter().filter(|called| *called == method).count()
}

/// Returns the requested offsets, without repetitions.
pub(crate) fn offsets(server: &Server) -> Vec<i64> {
    let requests = server.received().into_iter().filter(|request| request.method == "getUpdates");
    let mut offsets: Vec<i64> = requests.map(|request| request.number("offset")).collect();
    offsets.dedup();
    offsets
}
