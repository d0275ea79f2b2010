//! Startup and shutdown of webhooks that are mounted in a server, and of webhooks without a
//! startup.

use std::{io, time::Duration};

use chappe_client::Bot;
use chappe_core::{BoxError, Dispatcher, Router};
use chappe_webhook::{ServeError, Webhook};
use loglines::Lines;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    support::{Log, Server, bot, message, ok, send, webhook},
    telegram::Telegram,
};

/// Returns the webhook of a bot whose callbacks are noted.
fn with_noted_callbacks(log: &Log) -> Webhook {
    let (started, ended) = (log.clone(), log.clone());
    let router = bot(log)
        .startup(move || {
            started.note("startup");
            std::future::ready(())
        })
        .shutdown(move || {
            ended.note("shutdown");
            std::future::ready(())
        });
    Webhook::new(Dispatcher::new(router))
}

/// Returns a webhook without a bot, with a handler that requires one.
fn missing_the_bot() -> Webhook {
    Webhook::new(Router::new("app").message(|m| m.on((), async |bot: Bot| drop(bot))))
}

#[tokio::test(start_paused = true)]
async fn startup_and_shutdown_callbacks_run_once() {
    let log = Log::default();
    let webhook = with_noted_callbacks(&log);
    let (first, second) = tokio::join!(webhook.startup(), webhook.startup());
    assert!(first.is_ok() && second.is_ok());
    webhook.clone().startup().await.unwrap();
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, ok("hi"));
    for _ in 0..2 {
        webhook.shutdown(Duration::from_secs(1)).await.unwrap();
    }
    assert_eq!(log.entries(), ["startup", "hi", "shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_startup_runs_again() {
    let left = std::sync::atomic::AtomicBool::new(true);
    let router = Router::new("app").startup(move || {
        let fails = left.swap(false, std::sync::atomic::Ordering::Relaxed);
        std::future::ready(if fails { Err("no") } else { Ok(()) })
    });
    let webhook = Webhook::new(router);
    let failed = webhook.startup().await;
    assert!(
        matches!(&failed, Err(ServeError::Startup(error)) if error.to_string() == "no"),
        "{failed:?}"
    );
    webhook.startup().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn shutdown_waits_for_updates_until_its_deadline_and_then_cancels_them() {
    let log = Log::default();
    let webhook = with_noted_callbacks(&log).ack_deadline(Duration::from_secs(200));
    let mut sent = Vec::new();
    for (id, text) in [(1, "slow 1000"), (2, "slow 60000"), (3, "never starts")] {
        let webhook = webhook.clone();
        sent.push(tokio::spawn(async move { send(&webhook, message(id, 7, text)).await }));
        tokio::task::yield_now().await;
    }
    let start = Instant::now();
    webhook.shutdown(Duration::from_secs(10)).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(send(&webhook, message(4, 8, "hi")).await, (503, String::new()));
    sleep(Duration::from_secs(100)).await;
    assert_eq!(log.entries(), ["slow 1000", "slow 1000 done", "slow 60000", "shutdown"],);
    let mut responses = Vec::new();
    for sent in sent {
        responses.push(sent.await.unwrap().0);
    }
    assert_eq!(responses, [200, 503, 503]);
}

#[tokio::test(start_paused = true)]
async fn around_runs_the_startup_the_server_the_drain_and_the_shutdown() {
    let (lines, _guard) = Lines::keep();
    let log = Log::default();
    let webhook = with_noted_callbacks(&log).ack_deadline(Duration::from_secs(1));
    let mounted = webhook.clone();
    let server = async move {
        assert_eq!(send(&mounted, message(1, 7, "slow 5000")).await, ok(""));
        Ok::<_, io::Error>(())
    };
    webhook.around(server).await.unwrap();
    assert_eq!(log.entries(), ["startup", "slow 5000", "slow 5000 done", "shutdown"]);
    assert_eq!(send(&webhook, message(2, 7, "hi")).await, (503, String::new()));
    let logged = lines.take();
    assert!(!logged.iter().any(|line| line.contains("startup")), "{logged:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_signals_is_dropped_after_the_drain() {
    let log = Log::default();
    let webhook = with_noted_callbacks(&log);
    let mounted = webhook.clone();
    let sent = async move { send(&mounted, message(1, 7, "slow 5000")).await };
    let server = async {
        tokio::spawn(sent);
        std::future::pending::<io::Result<()>>().await
    };
    let (start, stop) = (Instant::now(), sleep(Duration::from_secs(1)));
    webhook.around(server).until(stop).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(5500));
    assert_eq!(log.entries(), ["startup", "slow 5000", "slow 5000 done", "shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ends_at_the_signal_is_not_waited_for() {
    let log = Log::default();
    let webhook = with_noted_callbacks(&log);
    let server = async {
        sleep(Duration::from_secs(1)).await;
        Ok::<_, io::Error>(())
    };
    let (start, stop) = (Instant::now(), sleep(Duration::from_millis(900)));
    webhook.around(server).until(stop).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(1));
    assert_eq!(log.entries(), ["startup", "shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn around_runs_the_shutdown_after_a_failed_server_and_returns_its_error() {
    let log = Log::default();
    let webhook = with_noted_callbacks(&log);
    let served = webhook.around(async { Err::<(), _>(io::Error::other("no")) }).await;
    assert!(
        matches!(&served, Err(ServeError::Server(error)) if error.to_string() == "no"),
        "{served:?}"
    );
    assert_eq!(log.entries(), ["startup", "shutdown"]);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_shutdown_callback_delays_the_end_by_at_most_the_drain() {
    let webhook = Webhook::new(Router::new("app").shutdown(std::future::pending::<()>));
    let start = Instant::now();
    let ended = webhook.around(async { Ok::<_, io::Error>(()) }).await;
    assert!(matches!(&ended, Err(ServeError::Shutdown(_))), "{ended:?}");
    assert_eq!(start.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn around_runs_no_server_if_the_startup_fails() {
    let log = Log::default();
    let served = log.clone();
    let server = async move {
        served.note("served");
        Ok::<_, BoxError>(())
    };
    let failed = missing_the_bot().around(server).await;
    assert!(matches!(&failed, Err(ServeError::MissingValues(_))), "{failed:?}");
    assert_eq!(log.entries(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_mounted_webhook_that_was_not_started_logs_it_once() {
    let (lines, _guard) = Lines::keep();
    let log = Log::default();
    let unstarted = with_noted_callbacks(&log);
    for id in 1..4 {
        assert_eq!(send(&unstarted, message(id, 7, "hi")).await, ok("hi"));
    }
    assert_eq!(log.entries(), ["hi"; 3]);
    assert_eq!(
        lines.take(),
        ["WARN the startup of this webhook was not run: its startup and shutdown callbacks are \
             skipped, and updates in flight are not drained; run the server inside of \
             `webhook.around(server).await`, or call `webhook.startup().await` before it and \
             `webhook.shutdown(deadline).await` after it"],
    );
    let started = webhook(&log);
    started.startup().await.unwrap();
    assert_eq!(send(&started, message(1, 7, "hi")).await, ok("hi"));
    assert_eq!(lines.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_mounted_webhook_logs_missing_values_once() {
    let (lines, _guard) = Lines::keep();
    let webhook = missing_the_bot();
    for id in [1, 2] {
        assert_eq!(send(&webhook, message(id, 7, "hi")).await, ok(""));
    }
    // The warning of the missing startup, then one line for each mistake.
    let logged = lines.take().join("\n");
    let (_, missing) = logged.split_once("\nERROR ").unwrap_or_else(|| panic!("{logged}"));
    let (missing, _) = missing.split_once("\nERROR ").unwrap_or_else(|| panic!("{logged}"));
    assert!(
        missing.starts_with("handlers require values that the webhook does not provide"),
        "{logged}"
    );
    assert!(missing.contains("`Webhook::new(app).bot(bot)`"), "{logged}");
    assert_eq!(logged.matches("handlers require values").count(), 1, "{logged}");
}

#[tokio::test(start_paused = true)]
async fn missing_values_fail_the_startup() {
    let failed = missing_the_bot().startup().await;
    let Err(ServeError::MissingValues(error)) = &failed else { panic!("{failed:?}") };
    assert!(error.to_string().contains("`Webhook::new(app).bot(bot)`"), "{error}");
    missing_the_bot().bot(Telegram::new().bot()).startup().await.unwrap();
}

#[tokio::test]
async fn missing_values_fail_a_server() {
    let failed = Server::start(missing_the_bot(), |serve| serve).await.stop().await.unwrap();
    assert!(matches!(&failed, Err(ServeError::MissingValues(_))), "{failed:?}");
}

#[tokio::test]
async fn a_server_runs_startup_updates_and_shutdown_in_order() {
    let (lines, _guard) = Lines::keep();
    let log = Log::default();
    let server = Server::start(with_noted_callbacks(&log), |serve| serve).await;
    let listening = format!("INFO listening on http://{}/", server.address);
    assert_eq!(server.send(&message(1, 7, "hi")).await, ok("hi"));
    server.stop().await.unwrap().unwrap();
    assert_eq!(log.entries(), ["startup", "hi", "shutdown"]);
    assert_eq!(lines.take(), [listening]);
}

/// Stops a server after a second. Returns its result, and how long the shutdown took. The drain
/// takes at most two seconds.
async fn stopped(app: Router) -> (Result<(), ServeError>, u64) {
    let server =
        Server::start(Webhook::new(app), |serve| serve.drain(Duration::from_secs(2))).await;
    sleep(Duration::from_secs(1)).await;
    let start = Instant::now();
    let ended = timeout(Duration::from_secs(10), server.stop()).await;
    (ended.expect("it ends").unwrap(), start.elapsed().as_secs())
}

#[tokio::test]
async fn a_hanging_startup_callback_delays_the_end_of_a_server_by_at_most_the_drain() {
    let log = Log::default();
    let ended = log.clone();
    let app = Router::new("app").startup(std::future::pending::<()>).shutdown(move || {
        ended.note("shutdown");
        std::future::ready(())
    });
    let (ended, seconds) = stopped(app).await;
    assert!(ended.is_ok(), "{ended:?}");
    assert_eq!((seconds, log.entries()), (2, Vec::new()));
}

#[tokio::test]
async fn a_running_startup_callback_completes_before_its_server_ends() {
    let log = Log::default();
    let (started, ended) = (log.clone(), log.clone());
    let starts = move || {
        let started = started.clone();
        async move {
            sleep(Duration::from_secs(2)).await;
            started.note("startup");
        }
    };
    let app = Router::new("app").startup(starts).shutdown(move || {
        ended.note("shutdown");
        std::future::ready(())
    });
    let (ended, _) = stopped(app).await;
    assert!(ended.is_ok(), "{ended:?}");
    assert_eq!(log.entries(), ["startup", "shutdown"]);
}

#[tokio::test]
async fn a_hanging_shutdown_callback_delays_the_end_of_a_server_by_at_most_the_drain() {
    let (ended, seconds) = stopped(Router::new("app").shutdown(std::future::pending::<()>)).await;
    assert!(matches!(&ended, Err(ServeError::Shutdown(_))), "{ended:?}");
    assert_eq!(seconds, 2);
}
