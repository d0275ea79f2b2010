//! The run: people write without a pause, and the bot is killed again and again.

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
    polling::{deeds::Deeds, life::Life},
    random::Random,
    report::{Report, RunError},
};

/// The token of the bot.
pub(crate) const TOKEN: &str = "42:stress";

/// How many people write.
const PEOPLE: usize = 8;

/// How many messages may wait: a test of the bot is no test of the emulator's queue.
const MOST_WAITING: u64 = 2_000;

/// How long the last life has for all that is left.
const LAST_LIFE: Duration = Duration::from_secs(60);

/// What is wanted of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) kills: u64,
}

/// Kills a polling bot again and again, and looks whether it handled all messages.
pub(crate) async fn run(options: Options) -> Result<Report, RunError> {
    let running = Emulator::with_seed(options.seed).start().await?;
    let emulator = running.emulator().clone();
    call(&emulator, &format!("/bot{TOKEN}/getMe"), json!({})).await?;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let person = json!({"first_name": format!("Person {number}")});
        people.push(call(&emulator, "/emu/v1/users", person).await?["id"].clone());
    }
    let deeds = Arc::new(Deeds::default());
    let writing = tokio::spawn(write(emulator, people, Arc::clone(&deeds)));

    let mut random = Random::new(options.seed);
    let mut report = Report::default();
    let (before, began) = (resident(), Instant::now());
    let mut ended_alone = 0;
    for life in 0..options.kills {
        let life = usize::try_from(life)?;
        let mut process = Life::begin(&running.url(), life, &deeds)?;
        sleep(Duration::from_millis(20 + random.below(200))).await;
        ended_alone += u64::from(!process.kill()?);
    }
    writing.abort();
    let _ = writing.await;

    let mut last = Life::begin(&running.url(), usize::try_from(options.kills)?, &deeds)?;
    let deadline = Instant::now() + LAST_LIFE;
    while !deeds.is_complete() && Instant::now() < deadline {
        sleep(Duration::from_millis(20)).await;
    }
    ended_alone += u64::from(!last.kill()?);
    report.figure("kills", options.kills);
    report.figure("time", format!("{:?}", began.elapsed()));
    report.figure("memory before and after (KiB)", format!("{before}, {}", resident()));
    deeds.tell(&mut report);
    report.none_of("lives ended before they were killed", ended_alone);
    if deeds.messages() == 0 {
        report.fault("no message was handled");
    }
    Ok(report)
}

/// People write in turn, each message with its number, until this is dropped.
async fn write(emulator: Emulator, people: Vec<Value>, deeds: Arc<Deeds>) {
    for person in people.iter().cycle() {
        let number = deeds.send();
        let message = json!({"bot": TOKEN, "from": person, "text": number.to_string()});
        let written = call(&emulator, "/emu/v1/messages", message).await;
        written.expect("people may always write to the bot");
        while number > deeds.messages() + MOST_WAITING {
            sleep(Duration::from_millis(5)).await;
        }
        if number % 4 == 0 {
            sleep(Duration::from_millis(2)).await;
        }
    }
}

/// A call of the emulator that succeeds.
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
