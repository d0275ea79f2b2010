//! Failures of the network, of tokens and of handlers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_core::{BoxError, Next, Request, from_fn};
use chappe_polling::{OnFailure, Polling, PollingError, TimedOut};
use chappe_types::Update;
use serde_json::json;
use tokio::time::Instant;
use wire::{Server, Telegram, error, ok, raw, retry_after};

use crate::support::{Log, Running, app, bot, bot_of, count, seconds};

/// Returns the seconds between consecutive requests.
fn gaps(server: &Server) -> Vec<u64> {
    let times = server.times();
    times.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn conflict_409_backoff() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    telegram.set_webhook();
    let (server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)));
    seconds(300).await;
    let gaps = gaps(&server);
    // The first gap is between `getMe` and the first `getUpdates`.
    assert!(gaps[1..].iter().all(|gap| *gap >= 3), "{gaps:?}");
    assert!((8..=16).contains(&gaps.len()), "{gaps:?}");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn two_pollers_do_not_fight_in_a_hot_loop() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let server = telegram.server();
    let polls = |token| Running::start(Polling::new(bot_of(&server, token), app(&log)));
    let (one, other) = (polls("42:one"), polls("42:other"));
    seconds(300).await;
    let requests = count(&server, "getUpdates");
    assert!(requests <= 100, "{requests} requests in 300 s");
    telegram.say(1, "quiet");
    seconds(60).await;
    assert_eq!(log.entries(), ["quiet"]);
    one.stop().await;
    other.stop().await;
}

#[tokio::test(start_paused = true)]
async fn take_over_deletes_a_webhook() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    telegram.set_webhook();
    let (_server, bot) = bot(&telegram);
    let running = Running::start(Polling::new(bot, app(&log)).take_over());
    telegram.say(1, "quiet");
    seconds(1).await;
    assert_eq!(log.entries(), ["quiet"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_bad_token_ends_polling_immediately() {
    let server = Server::new(|_| async { Some(error(401, "Unauthorized")) });
    let running = Running::start(Polling::new(bot_of(&server, "42:bad"), app(&Log::default())));
    let error = running.task.await.unwrap().unwrap_err();
    let PollingError::Stopped { bot, error } = error else { panic!("{error}") };
    assert_eq!((bot.0, error.is_unauthorized(), server.methods().len()), (42, true, 1));
}

#[tokio::test(start_paused = true)]
async fn failed_requests_are_retried_with_increasing_pauses() {
    let telegram = Telegram::new(1);
    let (inner, requests) = (telegram.clone(), Arc::new(AtomicUsize::new(0)));
    let server = Server::new(move |request| {
        let (telegram, requests) = (inner.clone(), Arc::clone(&requests));
        async move {
            if request.method != "getUpdates" {
                return Some(telegram.answer(&request).await);
            }
            match requests.fetch_add(1, Ordering::Relaxed) {
                0 => None,
                1 => Some(raw(502, "<html>")),
                2 => Some(raw(200, "not JSON")),
                3 => Some(ok(json!("not a batch"))),
                4 => Some(error(500, "Internal Server Error")),
                _ => Some(telegram.answer(&request).await),
            }
        }
    });
    let log = Log::default();
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&log)));
    telegram.say(1, "quiet");
    seconds(60).await;
    assert_eq!(log.entries(), ["quiet"]);
    let times = server.times();
    let pauses: Vec<f64> =
        times[1..7].windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect();
    for (pause, full) in pauses.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
        assert!((full / 2.0..=full + 0.1).contains(pause), "{pauses:?}");
    }
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_respected() {
    let telegram = Telegram::new(1);
    let (inner, requests) = (telegram.clone(), Arc::new(AtomicUsize::new(0)));
    let server = Server::new(move |request| {
        let (telegram, requests) = (inner.clone(), Arc::clone(&requests));
        async move {
            let is_first =
                request.method == "getUpdates" && requests.fetch_add(1, Ordering::Relaxed) == 0;
            Some(if is_first { retry_after(37) } else { telegram.answer(&request).await })
        }
    });
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&Log::default())));
    seconds(60).await;
    assert_eq!(gaps(&server)[1], 37);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_without_long_polling_is_polled_once_a_second() {
    let telegram = Telegram::new(1);
    let inner = telegram.clone();
    let server = Server::new(move |request| {
        let telegram = inner.clone();
        async move {
            let is_poll = request.method == "getUpdates";
            Some(if is_poll { ok(json!([])) } else { telegram.answer(&request).await })
        }
    });
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&Log::default())));
    seconds(60).await;
    let requests = count(&server, "getUpdates");
    assert!(requests <= 61, "{requests} requests in a minute");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn failures_and_panics_count_as_handled() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for text in ["fail", "panic", "quiet"] {
        telegram.say(1, text);
    }
    let running = Running::start(Polling::new(bot, app(&log)));
    seconds(1).await;
    assert_eq!(log.entries(), ["fail", "panic", "quiet"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_policy_may_redeliver_an_update_a_few_times_while_its_chat_waits() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    for (chat, text) in [(1, "fail"), (1, "quiet"), (2, "quiet")] {
        telegram.say(chat, text);
    }
    let polling = Polling::new(bot, app(&log)).on_failure(|_| OnFailure::Redeliver).tries(4);
    let (start, running) = (Instant::now(), Running::start(polling));
    while !telegram.pending().is_empty() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // 1 s, 2 s and 4 s.
    assert_eq!(start.elapsed().as_secs(), 7);
    assert_eq!(log.entries(), ["fail", "quiet", "fail", "fail", "fail", "quiet"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_takes_too_long_is_cancelled() {
    let (telegram, log, failures) = (Telegram::new(1), Log::default(), Log::default());
    let (_server, bot) = bot(&telegram);
    telegram.say(1, "slow 60000");
    telegram.say(1, "quiet");
    let noted = failures.clone();
    let polling = Polling::new(bot, app(&log)).handler_timeout(Duration::from_secs(5)).on_failure(
        move |error| {
            noted.note(error.is::<TimedOut>().to_string());
            OnFailure::Acknowledge
        },
    );
    let running = Running::start(polling);
    seconds(6).await;
    assert_eq!(log.entries(), ["slow 60000", "quiet"]);
    assert_eq!(failures.entries(), ["true"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_startup_polls_nothing() {
    let telegram = Telegram::new(1);
    let (server, bot) = bot(&telegram);
    let app =
        app(&Log::default()).startup(async || Err::<(), BoxError>("intended by the test".into()));
    let running = Running::start(Polling::new(bot, app));
    let error = running.task.await.unwrap().unwrap_err();
    assert!(matches!(error, PollingError::Startup(_)), "{error}");
    assert_eq!(server.methods(), ["getMe"]);
}

#[tokio::test(start_paused = true)]
async fn an_error_page_of_a_gateway_does_not_end_polling() {
    let telegram = Telegram::new(1);
    let (inner, requests) = (telegram.clone(), Arc::new(AtomicUsize::new(0)));
    let server = Server::new(move |request| {
        let (telegram, requests) = (inner.clone(), Arc::clone(&requests));
        async move {
            let number = requests.fetch_add(1, Ordering::Relaxed);
            Some(match number {
                2 => raw(404, "<html>"),
                3 => raw(401, "<html>"),
                _ => telegram.answer(&request).await,
            })
        }
    });
    let log = Log::default();
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&log)));
    seconds(100).await;
    telegram.say(1, "quiet");
    seconds(10).await;
    assert_eq!(log.entries(), ["quiet"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_does_not_delay_the_shutdown() {
    let telegram = Telegram::new(1);
    let (inner, hangs) = (telegram.clone(), Arc::new(AtomicUsize::new(0)));
    let is_hanging = Arc::clone(&hangs);
    let server = Server::new(move |request| {
        let (telegram, hangs) = (inner.clone(), Arc::clone(&is_hanging));
        async move {
            if hangs.load(Ordering::Relaxed) == 1 {
                std::future::pending::<()>().await;
            }
            Some(telegram.answer(&request).await)
        }
    });
    let running = Running::start(Polling::new(bot_of(&server, "42:token"), app(&Log::default())));
    telegram.say(1, "quiet");
    tokio::time::sleep(Duration::from_millis(1)).await;
    hangs.store(1, Ordering::Relaxed);
    let start = Instant::now();
    running.stop().await;
    assert!(start.elapsed() <= Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_layer_of_calls_is_an_error_and_polling_continues() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let server = telegram.server();
    let panics = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&panics);
    let layer = tower::layer::layer_fn(move |inner| {
        let panics = Arc::clone(&counted);
        tower::util::MapRequest::new(inner, move |call: chappe_client::Call| {
            let panicked = panics.load(Ordering::Relaxed);
            if matches!(call.method(), "getMe" | "getUpdates") && panicked < 4 {
                panics.store(panicked + 1, Ordering::Relaxed);
                panic!("intended by the test");
            }
            call
        })
    });
    let bot = chappe_client::Bot::builder("42:token".parse().unwrap())
        .server(chappe_client::ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .layer(layer)
        .build()
        .unwrap();
    let running = Running::start(Polling::new(bot, app(&log)));
    telegram.say(1, "quiet");
    seconds(60).await;
    running.stop().await;
    assert_eq!((panics.load(Ordering::Relaxed), log.entries()), (4, vec!["quiet".to_owned()]));
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn a_maximum_of_zero_running_handlers_means_one() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    for most in [0, usize::MAX] {
        let (_server, bot) = bot(&telegram);
        let running = Running::start(Polling::new(bot, app(&log)).max_running(most));
        telegram.say(1, "quiet");
        seconds(1).await;
        running.stop().await;
    }
    assert_eq!(log.entries(), ["quiet", "quiet"]);
}

/// An error that panics in `source`.
#[derive(Debug)]
struct NoSource;

impl std::fmt::Display for NoSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("without a source")
    }
}

impl std::error::Error for NoSource {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        panic!("intended by the test")
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_panics_in_source_fails_its_update_once_and_no_other() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    let (_server, bot) = bot(&telegram);
    let noted = log.clone();
    // Around the route, which would catch the panic first.
    let layer = move |request: Request, next: Next<Update>| {
        let text = request.update().message().and_then(|message| message.text.clone());
        noted.note(text.as_deref().unwrap_or_default());
        async move {
            if text.as_deref() == Some("fail") {
                return Err(BoxError::from(NoSource));
            }
            next.run(request).await
        }
    };
    let app = chappe_core::Router::new("app")
        .update(|u| u.outer_layer(from_fn(layer)))
        .message(|m| m.on((), async || ()));
    let running = Running::start(Polling::new(bot, app));
    telegram.say(1, "fail");
    telegram.say(2, "other");
    seconds(3600).await;
    telegram.say(1, "next");
    seconds(10).await;
    running.stop().await;
    assert_eq!(log.entries(), ["fail", "other", "next"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn limits_may_be_as_large_as_their_types() {
    let (telegram, log) = (Telegram::new(1), Log::default());
    for confirms_on_receipt in [false, true] {
        let (_server, bot) = bot(&telegram);
        let polling = Polling::new(bot, app(&log))
            .timeout(Duration::MAX)
            .handler_timeout(Duration::MAX)
            .drain(Duration::MAX)
            .max_in_flight(usize::MAX)
            .tries(u32::MAX);
        let polling = if confirms_on_receipt { polling.confirm_on_receipt() } else { polling };
        let running = Running::start(polling);
        telegram.say(1, "quiet");
        seconds(100).await;
        running.stop().await;
    }
    assert_eq!(log.entries(), ["quiet", "quiet"]);
    assert_eq!(telegram.pending(), Vec::<i64>::new());
}
