//! Bots in processes of their own, which are asked to stop, and killed.

use std::{
    collections::BTreeSet,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{ApiServer, Bot};
use chappe_polling::Polling;
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};
use wire::{Server, Telegram};

use crate::support::{Log, app, count};

/// Not a test: the process that others start.
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

fn command(url: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "children::polls_as_a_child", "--ignored", "--nocapture"])
        .env("TELEGRAM", url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

fn start(url: &str) -> Child {
    command(url).spawn().unwrap()
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
    timeout(Duration::from_secs(30), reached).await.expect("it gets there");
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
    let asked = Instant::now();
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    let took = asked.elapsed();
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
    let asked = Instant::now();
    terminate(&child).await;
    sleep(Duration::from_millis(200)).await;
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(status.success());
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(telegram.pending(), [1]);
}

#[tokio::test]
async fn a_second_sigterm_ends_the_wait_for_callbacks() {
    let server = Telegram::new(1).server();
    let address = server.listen().await.unwrap();
    let mut child =
        command(&format!("http://{address}")).env("SHUTDOWN_HANGS", "1").spawn().unwrap();
    until(|| count(&server, "getUpdates") >= 1).await;
    let asked = Instant::now();
    terminate(&child).await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(child.try_wait().unwrap(), None, "the callback hangs");
    terminate(&child).await;
    let status = timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(status.success());
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

/// Texts by the replies to them; a reply is an effect that is done.
#[derive(Clone, Default)]
struct Effects(Arc<Mutex<Vec<String>>>);

#[tokio::test]
async fn poll_crash_redelivers_not_loses() {
    const KILLS: u64 = 50;
    let (telegram, effects) = (Telegram::new(1), Effects::default());
    let (inner, done) = (telegram.clone(), effects.clone());
    let server = Server::new(move |request| {
        let (telegram, done) = (inner.clone(), done.clone());
        async move {
            if request.method == "sendMessage" {
                let text = request.params["text"].as_str().unwrap_or_default().to_owned();
                done.0.lock().unwrap().push(text);
            }
            Some(telegram.answer(&request).await)
        }
    });
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
        // At any point: while it starts, asks, handles, replies, confirms.
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
    assert!(again > 0, "no kill hit anything under way");
    assert!(again <= 100 * 50, "{again} came again");
}
