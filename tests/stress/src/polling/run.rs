//! The run: users write continuously, and the bot is killed repeatedly.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use chappe_emulator::Emulator;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tower::ServiceExt as _;

use crate::{
    memory::resident,
    polling::{bot_process::BotProcess, handled_messages::HandledMessages},
    random::Random,
    report::{Report, RunError},
};

/// The token of the bot.
pub(crate) const TOKEN: &str = "42:stress";

/// The number of users who write.
const USERS: usize = 8;

/// The maximum of unhandled messages: the run tests the bot, not the emulator's queue.
const MAX_WAITING: u64 = 2_000;

/// The timeout of the last process, which handles all remaining messages.
const LAST_RUN: Duration = Duration::from_secs(60);

/// The options of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) kills: u64,
}

/// Kills a polling bot repeatedly, and checks that it handled all messages.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    let running = Emulator::with_seed(options.seed).start().await?;
    let emulator = running.emulator().clone();
    call(&emulator, &format!("/bot{TOKEN}/getMe"), json!({})).await?;
    let mut users = Vec::new();
    for number in 0..USERS {
        let user = json!({"first_name": format!("User {number}")});
        users.push(call(&emulator, "/emu/v1/users", user).await?["id"].clone());
    }
    let handled = Arc::new(HandledMessages::default());
    let writing = tokio::spawn(write(emulator, users, Arc::clone(&handled)));

    let mut random = Random::new(options.seed);
    let mut report = Report::default();
    let (before, start) = (resident(), Instant::now());
    let mut ended_early = 0;
    for number in 0..options.kills {
        let number = usize::try_from(number)?;
        let mut process = BotProcess::start(&running.url(), number, &handled)?;
        sleep(Duration::from_millis(20 + random.below(200))).await;
        ended_early += u64::from(!process.kill()?);
    }
    writing.abort();
    let _ = writing.await;

    let mut last = BotProcess::start(&running.url(), usize::try_from(options.kills)?, &handled)?;
    let deadline = Instant::now() + LAST_RUN;
    while !handled.is_complete() && Instant::now() < deadline {
        sleep(Duration::from_millis(20)).await;
    }
    ended_early += u64::from(!last.kill()?);
    report.figure("kills", options.kills);
    report.figure("time", format!("{:?}", start.elapsed()));
    report.figure("memory before and after (KiB)", format!("{before}, {}", resident()));
    handled.add_to(&mut report);
    report.fault_if_any("processes ended before they were killed", ended_early);
    if handled.len() == 0 {
        report.fault("no message was handled");
    }
    Ok(report)
}

/// Users write in turn, each message with its number, until the future is dropped.
async fn write(emulator: Emulator, users: Vec<Value>, handled: Arc<HandledMessages>) {
    for user in users.iter().cycle() {
        let number = handled.next_number();
        let message = json!({"bot": TOKEN, "from": user, "text": number.to_string()});
        let written = call(&emulator, "/emu/v1/messages", message).await;
        written.expect("users may write to the bot at any time");
        while number > handled.len() + MAX_WAITING {
            sleep(Duration::from_millis(5)).await;
        }
        if number % 4 == 0 {
            sleep(Duration::from_millis(2)).await;
        }
    }
}

/// Calls the emulator, and returns an error unless the call succeeds.
async fn call(emulator: &Emulator, path: &str, body: Value) -> Result<Value, RunError> {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))?;
    let answer = emulator.clone().oneshot(request).await?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}
