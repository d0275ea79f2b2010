//! Maximum values of all settings: nothing overflows.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chappe_client::{
    ApiResponse, Backoff, Bot, Call, CallTimeoutLayer, Error, FloodLimitLayer, Quota,
    RetryAfterLayer, RetryLayer, upload_reader_with,
};
use chappe_types::{
    FileId, GetUpdates, InputFile, InputMediaDocument, SendDocument, SendMediaGroup, SendMessage,
    UserId,
};
use serde_json::json;
use tokio::time::timeout;
use tower::Layer as _;
use wire::ok;

use crate::support::{bot, builder, say, server};

const HOUR: Duration = Duration::from_secs(3600);

/// A service under a layer, whose first call fails with `error` and all others succeed.
fn failing_once(
    error: fn(&Call) -> Error,
) -> impl tower::Service<Call, Response = ApiResponse, Error = Error, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let calls = std::sync::Arc::new(AtomicU32::new(0));
    tower::service_fn(move |call: Call| {
        let is_first = calls.fetch_add(1, Ordering::Relaxed) == 0;
        std::future::ready(if is_first { Err(error(&call)) } else { Ok(ApiResponse::new("true")) })
    })
}

#[tokio::test(start_paused = true)]
async fn timeouts_may_be_the_maximum_duration() {
    let server =
        server(|call, _| async move { (call.method == "getUpdates").then(|| ok(json!([]))) });
    let limits = CallTimeoutLayer::default()
        .ordinary(Duration::MAX)
        .unknown_length(Duration::MAX)
        .slack(Duration::MAX)
        .slowest_upload(1);
    let bot = builder(&server)
        .connect_timeout(Duration::MAX)
        .timeout(limits)
        .retry_after(RetryAfterLayer::new(Duration::MAX))
        .build()
        .unwrap();
    say(&bot, 7, "hi").await.unwrap();
    let call = Call::new(&SendMessage::new(7, "hi")).with_timeout(Duration::MAX);
    bot.call(call).await.unwrap();
    bot.send(GetUpdates::new().timeout(i64::MAX)).await.unwrap();
    let unknown = upload_reader_with("w", None, || Ok(&b"x"[..]));
    bot.send(SendDocument::new(7, unknown)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn files_may_declare_the_maximum_length() {
    let server = server(|_, _| async { None });
    let endless = || upload_reader_with("w", Some(u64::MAX), || Ok(&b"short"[..]));
    let media = || InputMediaDocument::new(InputFile::from(endless())).into();
    let album = SendMediaGroup::new(7, vec![media(), media()]);
    let error = bot(&server).send(album).await.unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_backoff_may_be_the_maximum_duration() {
    let longest = Backoff::new(Duration::MAX, Duration::MAX);
    assert!((1..200).all(|failures| longest.pause(failures) >= Duration::MAX / 2));
    assert!(longest.pause(u32::MAX) >= Duration::MAX / 2);
    let error = |call: &Call| Error::not_sent(call, "no network");
    let retry = RetryLayer::new(u32::MAX).backoff(longest).layer(failing_once(error));
    let bot = Bot::from_service(UserId(42), retry);
    let call = Call::new(&SendMessage::new(7, "hi"));
    assert!(timeout(HOUR, bot.call(call)).await.is_err(), "it still waits");
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_may_be_the_maximum_duration() {
    let error = |call: &Call| Error::refused(call, 429, "").with_retry_after(Duration::MAX);
    let waiting = RetryAfterLayer::new(Duration::MAX).layer(failing_once(error));
    let bot = Bot::from_service(UserId(42), waiting);
    let call = || Call::new(&SendMessage::new(7, "hi"));
    let error = bot.call(call()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::MAX));
    // The next call of the chat waits, or is refused: neither overflows.
    let _ = timeout(HOUR, bot.call(call())).await;
}

#[tokio::test(start_paused = true)]
async fn quotas_may_have_the_maximum_number_and_period() {
    let quotas = [
        Quota::new(1, Duration::MAX),
        Quota::new(u32::MAX, Duration::MAX),
        Quota::new(u32::MAX, Duration::from_nanos(1)),
    ];
    for quota in quotas {
        let limits = [
            FloodLimitLayer::new().chat(quota),
            FloodLimitLayer::new().group(quota),
            FloodLimitLayer::new().bot(quota),
        ];
        for limit in limits {
            let telegram =
                tower::service_fn(|_: Call| async { Ok::<_, Error>(ApiResponse::new("true")) });
            let bot = Bot::from_service(UserId(42), limit.layer(telegram));
            let album = vec![json!({}); 10];
            let mut many = Call::new(&SendMessage::new(-7, "hi"));
            many.set("media", album);
            let many = Call::named("sendMediaGroup", many.params().clone());
            for call in [Call::new(&SendMessage::new(-7, "hi")), many.clone(), many] {
                let _ = timeout(HOUR, bot.call(call)).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_timeout_may_be_the_maximum_duration() {
    let server = server(|call, _| async move {
        (call.method == "getFile")
            .then(|| ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a.txt"})))
    });
    let file = bot(&server).download(FileId::from("f")).idle_timeout(Duration::MAX);
    let _ = timeout(HOUR, file.max_size(u64::MAX).bytes()).await;
}
