//! Startup and shutdown callbacks, and the values of each bot.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_client::Bot;
use chappe_core::{
    BoxError, ErrorEvent, EventType, Me, Request, Router,
    extract::{Event as Fault, FromRequest, Missing, Requirement, State, Text},
    filter::text,
};
use chappe_polling::{Polling, PollingError};
use tokio::time::{Instant, sleep};
use wire::{Server, Telegram, error};

use crate::support::{Log, Running, app, bot, bot_of, seconds};

/// Returns the bot of a server that notes each call.
fn noting(telegram: &Telegram, log: &Log, token: &str) -> Bot {
    let (telegram, log) = (telegram.clone(), log.clone());
    let server = Server::new(move |request| {
        let (telegram, log) = (telegram.clone(), log.clone());
        async move {
            log.note(request.method.as_str());
            Some(telegram.answer(&request).await)
        }
    });
    bot_of(&server, token)
}

/// Returns [`app`] with callbacks that note themselves.
fn app_with_callbacks(log: &Log) -> Router {
    let (started, ended) = (log.clone(), log.clone());
    app(log)
        .startup(move || {
            let log = started.clone();
            async move { log.note("startup") }
        })
        .shutdown(move || {
            let log = ended.clone();
            async move { log.note("shutdown") }
        })
}

#[tokio::test(start_paused = true)]
async fn startup_callbacks_run_between_get_me_and_the_first_get_updates() {
    let log = Log::default();
    let bot = noting(&Telegram::new(1), &log, "42:token");
    let running = Running::start(Polling::new(bot, app_with_callbacks(&log)));
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["getMe", "startup", "getUpdates", "shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn callbacks_run_once_for_each_identified_bot_and_shutdown_waits_for_all_updates() {
    let (telegrams, log) = ([Telegram::new(1), Telegram::new(1)], Log::default());
    let servers = telegrams.each_ref().map(Telegram::server);
    let refuses = Server::new(|_| async { Some(error(401, "Unauthorized")) });
    let polling = Polling::new(bot_of(&servers[0], "42:one"), app_with_callbacks(&log))
        .bot(bot_of(&refuses, "43:bad"))
        .bot(bot_of(&servers[1], "44:other"));
    let running = Running::start(polling);
    telegrams[0].say(1, "slow 3000");
    telegrams[1].say(2, "slow 9000");
    seconds(1).await;
    running.stop().await;
    let expected = [
        "startup",
        "startup",
        "slow 3000",
        "slow 9000",
        "slow 3000 done",
        "slow 9000 done",
        "shutdown",
        "shutdown",
    ];
    assert_eq!(log.entries(), expected);
    assert_eq!(telegrams.map(|telegram| telegram.pending().len()), [0, 0]);
}

/// Returns a router whose startup callback fails at its second call, after 2 s.
fn app_that_starts_once(log: &Log) -> Router {
    let calls = Arc::new(AtomicUsize::new(0));
    app_with_callbacks(log).startup(move || {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        async move {
            if number == 0 {
                return Ok(());
            }
            sleep(Duration::from_secs(2)).await;
            Err("intended by the test")
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_failed_startup_callback_ends_polling_for_all_once_their_updates_are_handled() {
    let (log, calls) = (Log::default(), Log::default());
    let telegram = Telegram::new(1);
    telegram.say(1, "slow 9000");
    let (_server, one) = bot(&telegram);
    let other = noting(&Telegram::new(1), &calls, "43:other");
    let start = Instant::now();
    let running = Running::start(Polling::new(one, app_that_starts_once(&log)).bot(other));
    let error = running.task.await.unwrap().unwrap_err();
    assert!(matches!(error, PollingError::Startup(_)), "{error}");
    assert_eq!(start.elapsed().as_secs(), 9);
    let expected = ["startup", "startup", "slow 9000", "slow 9000 done", "shutdown"];
    assert_eq!(log.entries(), expected);
    assert_eq!(calls.entries(), ["getMe"], "the other bot does not poll");
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn the_updates_of_all_bots_end_within_one_deadline() {
    let (telegrams, log) = ([Telegram::new(1), Telegram::new(1)], Log::default());
    let servers = telegrams.each_ref().map(Telegram::server);
    let polling = Polling::new(bot_of(&servers[0], "42:one"), app_with_callbacks(&log))
        .bot(bot_of(&servers[1], "43:other"))
        .drain(Duration::from_secs(5));
    let running = Running::start(polling);
    for telegram in &telegrams {
        telegram.say(1, "slow 60000");
    }
    seconds(1).await;
    let start = Instant::now();
    running.stop().await;
    assert_eq!(start.elapsed().as_secs(), 5);
    let expected = ["startup", "startup", "slow 60000", "slow 60000", "shutdown", "shutdown"];
    assert_eq!(log.entries(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_shutdown_callback_delays_the_end_by_at_most_the_drain() {
    let telegram = Telegram::new(1);
    let (_server, bot) = bot(&telegram);
    let app = app(&Log::default()).shutdown(async || std::future::pending::<()>().await);
    let mut running = Running::start(Polling::new(bot, app).drain(Duration::from_secs(5)));
    seconds(1).await;
    let start = Instant::now();
    running.request_stop();
    let error = running.task.await.unwrap().unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 5);
    let PollingError::Shutdown(error) = error else { panic!("{error}") };
    assert_eq!(error.to_string(), "callbacks were still running after 5s");
}

#[tokio::test(start_paused = true)]
async fn a_hanging_startup_callback_delays_the_end_by_at_most_the_drain() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (server, bot) = bot(&telegram);
    let app = app_with_callbacks(&log).startup(async || std::future::pending::<()>().await);
    let running = Running::start(Polling::new(bot, app).drain(Duration::from_secs(5)));
    seconds(60).await;
    let start = Instant::now();
    running.stop().await;
    assert_eq!(start.elapsed().as_secs(), 5);
    assert_eq!((log.entries(), server.methods()), (vec!["startup".into()], vec!["getMe".into()]));
}

#[tokio::test(start_paused = true)]
async fn a_running_startup_callback_completes_before_polling_ends() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (server, bot) = bot(&telegram);
    let noted = log.clone();
    let app = app_with_callbacks(&log).startup(move || {
        let log = noted.clone();
        async move {
            sleep(Duration::from_secs(3)).await;
            log.note("started");
        }
    });
    let running = Running::start(Polling::new(bot, app));
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["startup", "started", "shutdown"]);
    assert_eq!(server.methods(), ["getMe"]);
}

/// A value that no source of updates provides.
#[derive(Clone)]
struct Shard;

impl<E: EventType, S: Sync> FromRequest<E, S> for Shard {
    type Rejection = Missing;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
        request.get::<Self>().cloned().ok_or(Missing::new("shard"))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::from_source::<Self>("store one")]
    }
}

#[tokio::test(start_paused = true)]
async fn values_that_polling_does_not_provide_are_an_error_before_any_call() {
    let (server, bot) = bot(&Telegram::new(1));
    let app = Router::new("app").message(|m| m.on((), async |_: Shard, _: Bot| ()));
    let error = Running::start(Polling::new(bot, app)).task.await.unwrap().unwrap_err();
    let PollingError::MissingValues(error) = error else { panic!("{error}") };
    let [mistake] = error.mistakes() else { panic!("{error}") };
    let (handler, remedy) = mistake.split_once(" needs ").unwrap();
    assert!(handler.starts_with("router `app`, `message`, handler "), "{handler}");
    assert_eq!(remedy, "a value of type `it::lifecycle::Shard`: store one");
    assert_eq!(server.methods(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn error_observers_get_the_bot_and_its_identity() {
    async fn note(State(log): State<Log>, Fault(event): Fault<ErrorEvent>, bot: Bot, me: Me) {
        log.note(format!("{} @{}: {}", bot.id().0, me.username, event.error()));
    }
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let app = Router::new("app")
        .message(|m| {
            m.on(text(), async |Text(text): Text| Err::<(), _>(BoxError::from(text.as_str())))
        })
        .error(|e| e.on((), note))
        .with_state(log.clone());
    let running = Running::start(Polling::new(bot, app));
    telegram.say(1, "no disk");
    seconds(1).await;
    running.stop().await;
    assert_eq!(log.entries(), ["42 @the_bot: no disk"]);
}

#[tokio::test(start_paused = true)]
async fn callbacks_get_their_own_bot_and_shutdown_starts_with_the_last_one() {
    let (telegrams, log) = ([Telegram::new(1), Telegram::new(1)], Log::default());
    let servers = telegrams.each_ref().map(Telegram::server);
    let app = Router::new("app")
        .startup(async |State(log): State<Log>, bot: Bot, me: Me| {
            log.note(format!("{} starts as @{}", bot.id().0, me.username));
        })
        .shutdown(async |State(log): State<Log>, bot: Bot, me: Me| {
            log.note(format!("{} ends as @{}", bot.id().0, me.username));
        })
        .with_state(log.clone());
    let [one, other] = ["42:one", "43:other"];
    let polling = Polling::new(bot_of(&servers[0], one), app).bot(bot_of(&servers[1], other));
    let running = Running::start(polling);
    seconds(1).await;
    running.stop().await;
    let mut entries = log.entries();
    // They start at the same time.
    entries[..2].sort();
    let expected = [
        "42 starts as @the_bot",
        "43 starts as @the_bot",
        "43 ends as @the_bot",
        "42 ends as @the_bot",
    ];
    assert_eq!(entries, expected);
}
