//! Bots in child processes, which are stopped or killed.

use std::{
    collections::BTreeSet,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot};
use chappe_core::{
    Router,
    extract::{Event, Text},
    filter::text_prefix,
    reply,
};
use chappe_intake::{Background, Lane};
use chappe_polling::Polling;
use chappe_types::Message;
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};
use wire::{Server, Telegram};

use crate::support::{Log, app, count};

/// Not a test: the child process of other tests.
#[tokio::test]
#[ignore = "a bot for other tests"]
async fn polls_as_a_child() {
    let url = std::env::var("TELEGRAM").unwrap();
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new(&url).unwrap())
        .build()
        .unwrap();
    let app = match std::env::var_os("SHUTDOWN_HANGS") {
        Some(_) => app(&Log::default()).shutdown(async || std::future::pending::<()>().await),
        None => app(&Log::default()),
    };
    Polling::new(bot, app).await.unwrap();
}

/// Not a test: sends `has TEXT`, leaves the lane, and replies `done TEXT` after as many seconds
/// as the variable `WORKS` holds.
#[tokio::test]
#[ignore = "a bot for other tests"]
async fn releases_as_a_child() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let url = std::env::var("TELEGRAM").unwrap();
    let works = std::env::var("WORKS").unwrap().parse().unwrap();
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new(&url).unwrap())
        .build()
        .unwrap();
    let work = move |bot: Bot, lane: Lane, Event(message): Event<Message>| async move {
        let text = message.text.clone().unwrap();
        bot.send(message.answer(format!("has {text}"))).await.unwrap();
        lane.release();
        sleep(Duration::from_secs(works)).await;
        reply(format!("done {text}"))
    };
    let later = move |background: Background, Text(text): Text| async move {
        let has = reply(format!("has {text}"));
        background.spawn(async move {
            sleep(Duration::from_secs(works)).await;
            reply(format!("done {text}"))
        });
        has
    };
    let app = Router::new("app").message(|m| m.on(text_prefix("later"), later).on((), work));
    Polling::new(bot, app).drain(Duration::from_secs(4)).await.unwrap();
}

fn start(url: &str) -> Child {
    command(url).spawn().unwrap()
}

fn command(url: &str) -> Command {
    start_as("children::polls_as_a_child", url)
}

fn start_as(name: &str, url: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env("TELEGRAM", url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

async fn until(mut reached: impl FnMut() -> bool) {
    let reached = async {
        while !reached() {
            sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(Duration::from_secs(30), reached).await.expect("the condition is reached");
}

#[tokio::test]
async fn sigterm_drains() {
    let telegram = Telegram::new(1);
    for chat in 1..=50 {
        telegram.say(chat, "slow 2000");
    }
    let server = telegram.server();
    let address = server.listen().await.unwrap();
    let mut child = start(&format!("http://{address}"));
    until(|| count(&server, "getUpdates") >= 2).await;
    let start = Instant::now();
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(status.success());
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(count(&server, "sendMessage"), 50);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test]
async fn a_second_sigterm_ends_the_wait() {
    let telegram = Telegram::new(1);
    telegram.say(1, "slow 60000");
    let server = telegram.server();
    let address = server.listen().await.unwrap();
    let mut child = start(&format!("http://{address}"));
    until(|| count(&server, "getUpdates") >= 2).await;
    let start = Instant::now();
    terminate(&child).await;
    sleep(Duration::from_millis(200)).await;
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(status.success());
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(telegram.pending(), [1]);
}

#[tokio::test]
async fn a_second_sigterm_ends_the_wait_for_callbacks() {
    let server = Telegram::new(1).server();
    let address = server.listen().await.unwrap();
    let mut child =
        command(&format!("http://{address}")).env("SHUTDOWN_HANGS", "1").spawn().unwrap();
    until(|| count(&server, "getUpdates") >= 1).await;
    let start = Instant::now();
    terminate(&child).await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(child.try_wait().unwrap(), None, "the callback hangs");
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(status.success());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// The texts of sent messages: the effects of updates.
#[derive(Clone, Default)]
struct Effects(Arc<Mutex<Vec<String>>>);

impl Effects {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Returns the server of a queue that records the texts of sent messages.
    fn server(&self, telegram: &Telegram) -> Server {
        let (telegram, done) = (telegram.clone(), self.clone());
        Server::new(move |request| {
            let (telegram, done) = (telegram.clone(), done.clone());
            async move {
                if request.method == "sendMessage" {
                    let text = request.params["text"].as_str().unwrap_or_default().to_owned();
                    done.0.lock().unwrap().push(text);
                }
                Some(telegram.answer(&request).await)
            }
        })
    }
}

#[tokio::test]
async fn a_kill_loses_only_released_updates_that_were_confirmed_early_with_a_warning() {
    let (telegram, effects) = (Telegram::new(1), Effects::default());
    let server = effects.server(&telegram);
    let url = format!("http://{}", server.listen().await.unwrap());
    for chat in 1..=80 {
        telegram.say(chat, &chat.to_string());
    }
    let mut command = start_as("children::releases_as_a_child", &url);
    let child = command.env("WORKS", "3600").stderr(Stdio::piped()).spawn().unwrap();
    until(|| effects.all().len() >= 80 && telegram.pending().len() < 50).await;
    let mut child = child;
    child.start_kill().unwrap();
    let log = String::from_utf8(child.wait_with_output().await.unwrap().stderr).unwrap();
    // The oldest updates were confirmed early, so that fewer than 50 are unconfirmed.
    let unconfirmed = telegram.pending();
    assert_eq!(unconfirmed, (32..=80).collect::<Vec<_>>());
    let warnings = log.lines().filter(|line| line.contains(" WARN ")).collect::<Vec<_>>();
    assert_eq!(warnings.len(), 1, "{log}");
    assert!(warnings[0].contains("is confirmed before it ends"), "{log}");

    let mut command = start_as("children::releases_as_a_child", &url);
    let mut child = command.env("WORKS", "0").stderr(Stdio::null()).spawn().unwrap();
    until(|| telegram.pending().is_empty()).await;
    terminate(&child).await;
    assert!(child.wait().await.unwrap().success());
    let done =
        effects.all().into_iter().filter_map(|text| text.strip_prefix("done ")?.parse().ok());
    assert_eq!(done.collect::<BTreeSet<i64>>(), unconfirmed.into_iter().collect());
}

#[tokio::test]
async fn sigterm_waits_for_background_work_until_the_deadline() {
    for (works, is_done, waits) in [("2", true, 1..4), ("3600", false, 3..7)] {
        let (telegram, effects) = (Telegram::new(1), Effects::default());
        let server = effects.server(&telegram);
        let url = format!("http://{}", server.listen().await.unwrap());
        telegram.say(7, "later");
        let mut command = start_as("children::releases_as_a_child", &url);
        let mut child = command.env("WORKS", works).spawn().unwrap();
        until(|| !effects.all().is_empty()).await;
        let start = Instant::now();
        terminate(&child).await;
        assert!(child.wait().await.unwrap().success());
        let took = start.elapsed().as_secs();
        assert!(waits.contains(&took), "{took} s for work of {works} s");
        // Cancelled work is redelivered.
        let expected: &[&str] = if is_done { &["has later", "done later"] } else { &["has later"] };
        assert_eq!(effects.all(), expected);
        assert_eq!(telegram.pending().is_empty(), is_done);
    }
}

#[tokio::test]
async fn poll_crash_redelivers_not_loses() {
    const KILLS: u64 = 50;
    let (telegram, effects) = (Telegram::new(1), Effects::default());
    let server = effects.server(&telegram);
    let url = format!("http://{}", server.listen().await.unwrap());
    let mut sent = BTreeSet::new();
    for round in 0..KILLS {
        for number in 0..20 {
            let text = format!("{round}.{number}");
            telegram.say(number % 7, &text);
            sent.insert(text);
        }
        let done = effects.0.lock().unwrap().len();
        let mut child = start(&url);
        // At any time: while it starts, polls, handles, replies, confirms.
        let effects = effects.clone();
        let goal = usize::try_from(round % 20).unwrap();
        until(move || effects.0.lock().unwrap().len() >= done + goal).await;
        sleep(Duration::from_micros(round * 37 % 1500)).await;
        child.kill().await.unwrap();
    }
    let mut child = start(&url);
    until(|| telegram.pending().is_empty()).await;
    terminate(&child).await;
    assert!(child.wait().await.unwrap().success());
    let effects = effects.0.lock().unwrap().clone();
    let distinct: BTreeSet<String> = effects.iter().cloned().collect();
    assert_eq!(distinct, sent);
    let again = effects.len() - distinct.len();
    assert!(again > 0, "no kill hit an update in flight");
    assert!(again <= 100 * 50, "{again} were redelivered");
}
