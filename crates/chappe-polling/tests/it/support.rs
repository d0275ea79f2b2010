//! What tests of polling share.

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

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A bot of a server in memory.
pub(crate) fn bot_of(server: &Server, token: &str) -> Bot {
    Bot::builder(token.parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap()
}

/// A server of a queue, and its bot.
pub(crate) fn bot(telegram: &Telegram) -> (Server, Bot) {
    let server = telegram.server();
    let bot = bot_of(&server, "42:token");
    (server, bot)
}

/// Notes each text and answers with it; `slow MS` takes its time, `panic` and
/// `fail` do as they say, `quiet` answers nothing.
pub(crate) fn app(log: &Log) -> Router {
    Router::new("app").message(|m| m.on(text(), obey)).with_state(log.clone())
}

async fn obey(
    State(log): State<Log>,
    Text(text): Text,
) -> Result<Option<impl IntoOutcome + use<>>, BoxError> {
    log.note(text.as_str());
    if let Some(millis) = text.strip_prefix("slow ") {
        sleep(Duration::from_millis(millis.parse()?)).await;
        log.note(format!("{text} done"));
    }
    assert!(text != "panic", "as the test wants it");
    if text == "fail" {
        return Err("as the test wants it".into());
    }
    Ok((text != "quiet").then(|| reply(text)))
}

/// Polling under way.
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

    /// Asks it to stop.
    pub(crate) fn ask(&mut self) {
        drop(self.stop.take());
    }

    /// Asks it to stop, and waits.
    pub(crate) async fn stop(mut self) {
        self.ask();
        self.task.await.unwrap().unwrap();
    }
}

pub(crate) async fn seconds(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

/// How often a method was called.
pub(crate) fn count(server: &Server, method: &str) -> usize {
    server.methods().iter().filter(|called| *called == method).count()
}

/// The offsets that were asked for, without repetitions.
pub(crate) fn offsets(server: &Server) -> Vec<i64> {
    let asked = server.received().into_iter().filter(|request| request.method == "getUpdates");
    let mut offsets: Vec<i64> = asked.map(|request| request.number("offset")).collect();
    offsets.dedup();
    offsets
}
