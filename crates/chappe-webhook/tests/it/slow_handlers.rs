//! Handlers that exceed the deadline of the response or the handler's timeout.

use std::time::Duration;

use chappe_core::{BoxError, Dispatcher, Outcome, Request, Router, reply};
use chappe_webhook::{Dispatch, OnFailure, TimedOut, Webhook};
use tokio::time::{Instant, sleep, timeout};
use tower::{ServiceExt, layer::layer_fn};

use crate::support::{Log, message, ok, post, send, status_and_text, webhook};

#[tokio::test]
async fn a_handler_that_never_waits_runs_on_the_task_of_its_request() {
    fn here() -> String {
        format!("{:?}", tokio::task::try_id())
    }
    let app = Router::new("app").message(|m| m.on((), async || reply(here())));
    let webhook = Webhook::new(Dispatcher::new(app));
    let request = async move { (here(), send(&webhook, message(1, 7, "where?")).await) };
    let (task, response) = tokio::spawn(request).await.unwrap();
    assert_eq!(response, ok(&task));
}

#[tokio::test(start_paused = true)]
async fn slow_handler_not_cancelled() {
    let log = Log::default();
    let webhook = webhook(&log).ack_deadline(Duration::from_secs(120));
    let (start, update) = (Instant::now(), message(1, 7, "slow 70000"));
    // Telegram's request times out after a minute, and is repeated.
    let first = timeout(Duration::from_secs(60), send(&webhook, update.clone())).await;
    assert!(first.is_err());
    assert_eq!(send(&webhook, update).await, ok("slow 70000"));
    assert_eq!(start.elapsed().as_secs(), 70);
    assert_eq!(log.entries(), ["slow 70000", "slow 70000 done"]);
}

#[tokio::test(start_paused = true)]
async fn the_response_is_sent_at_the_deadline_and_the_reply_later() {
    let log = Log::default();
    let webhook = webhook(&log).replies(log.replies());
    let start = Instant::now();
    assert_eq!(send(&webhook, message(1, 7, "slow 70000")).await, ok(""));
    assert_eq!(start.elapsed().as_secs(), 25);
    log.wait_for(3).await;
    assert_eq!(start.elapsed().as_secs(), 70);
    assert_eq!(log.entries(), ["slow 70000", "slow 70000 done", "late slow 70000"]);
}

#[tokio::test(start_paused = true)]
async fn early_ack_keeps_lane_order() {
    let log = Log::default();
    let webhook = webhook(&log);
    let start = Instant::now();
    assert_eq!(send(&webhook, message(1, 7, "slow 40000")).await, ok(""));
    assert_eq!(send(&webhook, message(2, 8, "of another chat")).await, ok("of another chat"));
    assert_eq!(start.elapsed().as_secs(), 25);
    assert_eq!(send(&webhook, message(3, 7, "next")).await, ok("next"));
    assert_eq!(start.elapsed().as_secs(), 40);
    assert_eq!(log.entries(), ["slow 40000", "of another chat", "slow 40000 done", "next"]);
}

#[tokio::test(start_paused = true)]
async fn handler_timeout_cancels_and_releases_lane() {
    let (log, failures) = (Log::default(), Log::default());
    let noted = failures.clone();
    let webhook = webhook(&log).handler_timeout(Duration::from_secs(5)).on_failure(move |error| {
        noted.note(error.is::<TimedOut>().to_string());
        OnFailure::Acknowledge
    });
    let start = Instant::now();
    let (slow, next) = tokio::join!(
        send(&webhook, message(1, 7, "slow 100000")),
        send(&webhook, message(2, 7, "next")),
    );
    assert_eq!((slow, next), (ok(""), ok("next")));
    assert_eq!(start.elapsed().as_secs(), 5);
    sleep(Duration::from_secs(200)).await;
    assert_eq!(log.entries(), ["slow 100000", "next"]);
    assert_eq!(failures.entries(), ["true"]);
}

const SHORT: Duration = Duration::from_secs(5);

/// A value that panics when it is dropped.
struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "in its drop");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_drop_of_a_cancelled_service_is_an_error() {
    let service = tower::service_fn(|_: Request| async {
        let _panics = PanicsInDrop;
        std::future::pending::<Result<Outcome, BoxError>>().await
    });
    let layer = layer_fn(move |_: Dispatch| service);
    let webhook = webhook(&Log::default()).layer(layer).handler_timeout(SHORT);
    for id in [1, 1, 2] {
        let answered = webhook.clone().oneshot(post(message(id, 7, "stuck"))).await.unwrap();
        assert_eq!(status_and_text(answered).await, ok(""));
    }
    timeout(SHORT, webhook.drain()).await.expect("no update is in flight");
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_panics_acknowledges() {
    let log = Log::default();
    let webhook = webhook(&log).on_failure(|_: &BoxError| panic!("intended by the test"));
    for _ in 0..3 {
        assert_eq!(send(&webhook, message(1, 7, "fail")).await, ok(""));
    }
    assert_eq!(log.entries(), ["fail"]);
}
