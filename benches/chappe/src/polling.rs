//! W6: 10,000 updates in as many chats by polling, whose handlers wait 10 ms each. The
//! emulator runs in this process, and is reached over HTTP on the loopback.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use bytes::Bytes;
use chappe::{
    client::{ApiServer, Bot},
    polling::Polling,
    prelude::*,
};
use chappe_emulator::Emulator;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt as _;

const UPDATES: u64 = 10_000;
const WORK: Duration = Duration::from_millis(10);

/// The default number of concurrent handlers: the most updates of one response.
const AT_ONCE: usize = 100;

static HANDLED: AtomicU64 = AtomicU64::new(0);
/// The time that handlers took, in nanoseconds: more than the 10 ms that they wait.
static WAITED: AtomicU64 = AtomicU64::new(0);
static ALL: Notify = Notify::const_new();

async fn work() {
    let began = Instant::now();
    tokio::time::sleep(WORK).await;
    let waited = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
    WAITED.fetch_add(waited, Ordering::Relaxed);
    if HANDLED.fetch_add(1, Ordering::Relaxed) + 1 == UPDATES {
        ALL.notify_one();
    }
}

/// Prints the ideal duration, in which handlers never wait for updates, as a share of the
/// actual one: `ratio` by the 10 ms, `busy` by the time that handlers actually took.
pub fn run(at_once: Option<usize>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let seconds = runtime.expect("a runtime").block_on(poll(at_once));
    let at_once = at_once.unwrap_or(AT_ONCE);
    let rounds = UPDATES.div_ceil(at_once as u64);
    let ideal = WORK.as_secs_f64() * rounds as f64;
    let waited = WAITED.load(Ordering::Relaxed) as f64 / 1e9;
    let line = json!({
        "peer": "chappe", "case": "polling, HTTP on the loopback", "at_once": at_once,
        "seconds": seconds, "ideal": ideal, "ratio": ideal / seconds,
        "busy": waited / at_once as f64 / seconds,
    });
    println!("{line}");
}

async fn poll(at_once: Option<usize>) -> f64 {
    let running = Emulator::new().start().await.expect("a port is free");
    let emulator = running.emulator();
    post(emulator, "/bot42:token/getMe", json!({})).await;
    for number in 0..UPDATES {
        let person = json!({"first_name": format!("P{number}")});
        let person = post(emulator, "/emu/v1/users", person).await;
        post(emulator, "/emu/v1/messages", json!({"from": person["id"], "text": "hi"})).await;
    }
    let bot = Bot::builder("42:token".parse().expect("a token"))
        .server(ApiServer::new(&running.url()).expect("a server"))
        .build()
        .expect("a bot");
    let polling = Polling::new(bot, Router::new("waits").message(|m| m.on(text(), work)));
    let polling = match at_once {
        Some(most) => polling.max_running(most),
        None => polling,
    };
    let began = Instant::now();
    let polling = tokio::spawn(polling.until(std::future::pending()).into_future());
    ALL.notified().await;
    let seconds = began.elapsed().as_secs_f64();
    polling.abort();
    running.stop().await;
    seconds
}

async fn post(emulator: &Emulator, path: &str, body: Value) -> Value {
    let request = http::Request::post(format!("http://emulator.test{path}"))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))
        .expect("it is a request");
    let answer = emulator.clone().oneshot(request).await.expect("it never fails");
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    serde_json::from_slice(&body).expect("it is JSON")
}
