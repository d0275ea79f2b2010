//! Deduplication: an update that is sent twice is handled once.

use chappe_webhook::OnFailure;

use crate::support::{Log, message, ok, send, webhook};

#[tokio::test]
async fn dup_sequential() {
    let log = Log::default();
    let webhook = webhook(&log);
    let update = message(1, 7, "hi");
    assert_eq!(send(&webhook, update.clone()).await, ok("hi"));
    assert_eq!(send(&webhook, update).await, ok(""));
    assert_eq!(log.entries(), ["hi"]);
}

#[tokio::test(start_paused = true)]
async fn dup_concurrent() {
    let log = Log::default();
    let webhook = webhook(&log);
    let update = message(1, 7, "slow 1000");
    let (first, second) =
        tokio::join!(send(&webhook, update.clone()), send(&webhook, update.clone()));
    assert_eq!((first, second), (ok("slow 1000"), ok("")));
    assert_eq!(log.entries(), ["slow 1000", "slow 1000 done"]);
}

#[tokio::test]
async fn dup_after_error() {
    let update = message(1, 7, "fail");

    let log = Log::default();
    let acknowledging = webhook(&log);
    for _ in 0..2 {
        assert_eq!(send(&acknowledging, update.clone()).await, ok(""));
    }
    assert_eq!(log.entries(), ["fail"]);

    let log = Log::default();
    let asking = webhook(&log).on_failure(|_| OnFailure::Redeliver);
    for _ in 0..2 {
        assert_eq!(send(&asking, update.clone()).await, (503, String::new()));
    }
    assert_eq!(log.entries(), ["fail", "fail"]);
}

#[tokio::test]
async fn dup_after_panic() {
    let update = message(1, 7, "panic");

    let log = Log::default();
    let acknowledging = webhook(&log);
    for _ in 0..2 {
        assert_eq!(send(&acknowledging, update.clone()).await, ok(""));
    }
    assert_eq!(log.entries(), ["panic"]);

    let log = Log::default();
    let asking = webhook(&log).on_failure(|_| OnFailure::Redeliver);
    for _ in 0..2 {
        assert_eq!(send(&asking, update.clone()).await, (503, String::new()));
    }
    assert_eq!(log.entries(), ["panic", "panic"]);
}

#[tokio::test]
async fn dup_other_bot_same_id() {
    let log = Log::default();
    let (one, other) = (webhook(&log), webhook(&log));
    assert_eq!(send(&one, message(1, 7, "hi")).await, ok("hi"));
    assert_eq!(send(&other, message(1, 7, "hi")).await, ok("hi"));
    assert_eq!(log.entries(), ["hi", "hi"]);
}

#[tokio::test]
async fn lower_id_is_not_dropped() {
    let log = Log::default();
    let webhook = webhook(&log);
    for (id, text) in [(1_000_000, "high"), (5, "low"), (999_999, "between"), (-1, "negative")] {
        assert_eq!(send(&webhook, message(id, 7, text)).await, ok(text));
    }
    assert_eq!(log.entries(), ["high", "low", "between", "negative"]);
}
