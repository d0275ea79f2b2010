//! The bot's identity is known before the first update is handled.

use std::time::Duration;

use chappe_client::Call;
use chappe_core::{Dispatcher, Me, Router, filter::command, reply};
use chappe_webhook::{ServeError, Webhook};
use loglines::Lines;
use tokio::time::{Instant, sleep, timeout};
use tower::{layer::layer_fn, util::MapRequest};

use crate::{
    support::{Server, StatusAndText, message, ok, send},
    telegram::{GetMe, Telegram},
};

fn app() -> Router {
    Router::new("app").message(|m| m.on(command("start"), async || reply("started")))
}

fn unavailable() -> StatusAndText {
    (503, String::new())
}

#[tokio::test(start_paused = true)]
async fn a_mounted_webhook_matches_commands_to_its_own_bot_from_the_first_update_on() {
    let telegram = Telegram::new();
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let mut responses = Vec::new();
    for (id, text) in (1..).zip(["/start@other_bot", "/start@my_bot", "/start"]) {
        responses.push(send(&webhook, message(id, 7, text)).await);
    }
    assert_eq!(responses, [ok(""), ok("started"), ok("started")]);
    assert_eq!(telegram.methods(), ["getMe"]);
}

#[tokio::test(start_paused = true)]
async fn requests_share_one_lookup_and_are_answered_503_if_it_takes_too_long() {
    let telegram = Telegram::with_get_me([GetMe::OkAfter(Duration::from_secs(8))]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let start = Instant::now();
    let (first, second) = tokio::join!(
        send(&webhook, message(1, 7, "/start@my_bot")),
        send(&webhook, message(2, 8, "/start@my_bot")),
    );
    assert_eq!([first, second], [unavailable(), unavailable()]);
    assert_eq!(start.elapsed().as_secs(), 5);
    // The lookup continues although no request waits for it.
    sleep(Duration::from_secs(1)).await;
    assert_eq!(send(&webhook, message(1, 7, "/start@my_bot")).await, ok("started"));
    assert_eq!(start.elapsed().as_secs(), 8);
    assert_eq!(telegram.methods(), ["getMe"]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_request_does_not_cancel_the_lookup_of_others() {
    let telegram = Telegram::with_get_me([GetMe::OkAfter(Duration::from_secs(3))]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let dropped = timeout(Duration::from_secs(1), send(&webhook, message(1, 7, "/start@my_bot")));
    let (dropped, waits) = tokio::join!(dropped, send(&webhook, message(2, 7, "/start@my_bot")));
    assert_eq!((dropped.ok(), waits), (None, ok("started")));
    assert_eq!(telegram.methods(), ["getMe"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_lookup_is_retried_and_each_failure_is_logged() {
    let (lines, _guard) = Lines::keep();
    let telegram = Telegram::with_get_me([GetMe::Error(502), GetMe::Error(500)]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    assert_eq!(send(&webhook, message(1, 7, "/start@my_bot")).await, ok("started"));
    assert_eq!(telegram.methods(), ["getMe"; 3]);
    let lines = lines.take();
    let failures =
        lines.iter().filter(|line| line.contains("a call of the Bot API failed: trying again"));
    let failures: Vec<_> = failures.map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(failures, ["WARN"; 2], "{lines:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bad_token_fails_the_startup_and_rejects_updates_of_a_mounted_webhook() {
    let (lines, _guard) = Lines::keep();
    let telegram = Telegram::with_get_me([GetMe::Error(401), GetMe::Error(401)]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let failed = webhook.startup().await;
    let is_bad = |error: &ServeError| {
        matches!(error, ServeError::Bot { bot, error }
        if bot.0 == 42 && error.is_unauthorized())
    };
    assert!(failed.as_ref().is_err_and(is_bad), "{failed:?}");
    assert_eq!(send(&webhook, message(1, 7, "/start")).await, unavailable());
    assert_eq!(lines.take().iter().filter(|line| line.starts_with("ERROR")).count(), 3);
    // Each request looks it up again: the token may be valid again.
    assert_eq!(send(&webhook, message(1, 7, "/start")).await, ok("started"));
    assert_eq!(telegram.methods(), ["getMe"; 3]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_looked_up_if_the_dispatcher_has_the_identity() {
    let telegram = Telegram::new();
    let dispatcher = Dispatcher::builder(app()).me(Me::new(42, "told_bot")).build();
    let webhook = Webhook::new(dispatcher).bot(telegram.bot());
    webhook.startup().await.unwrap();
    assert_eq!(send(&webhook, message(1, 7, "/start@told_bot")).await, ok("started"));
    assert_eq!(telegram.methods(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_layer_of_the_bot_is_an_error_and_the_lookup_is_retried() {
    let telegram = Telegram::new();
    let times = std::sync::atomic::AtomicUsize::new(0);
    let times = std::sync::Arc::new(times);
    let panicking = layer_fn(move |inner| {
        let times = std::sync::Arc::clone(&times);
        MapRequest::new(inner, move |call: Call| {
            let number = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            assert!(number > 1, "intended by the test");
            call
        })
    });
    let bot = telegram.builder().layer(panicking).build().unwrap();
    let webhook = Webhook::new(app()).bot(bot);
    webhook.startup().await.unwrap();
    assert_eq!(*webhook.dispatcher().me(), Me::new(42, "my_bot"));
}

#[tokio::test]
async fn a_server_looks_up_the_identity_before_it_serves() {
    let telegram = Telegram::new();
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let server = Server::start(webhook, |serve| serve).await;
    assert_eq!(server.send(&message(1, 7, "/start@my_bot")).await, ok("started"));
    assert_eq!(server.send(&message(2, 7, "/start@other_bot")).await, ok(""));
    server.stop().await.unwrap().unwrap();
    assert_eq!(telegram.methods(), ["getMe"]);
}

#[tokio::test]
async fn a_stopped_server_does_not_wait_for_the_lookup() {
    let telegram = Telegram::with_get_me(vec![GetMe::Error(502); 100]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let server = Server::start(webhook, |serve| serve).await;
    sleep(Duration::from_millis(50)).await;
    let start = std::time::Instant::now();
    server.stop().await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_closed_webhook_looks_nothing_up() {
    let telegram = Telegram::new();
    let webhook = Webhook::new(app()).bot(telegram.bot());
    webhook.drain().await;
    assert_eq!(send(&webhook, message(1, 7, "/start")).await, unavailable());
    assert_eq!(telegram.methods(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn the_lookup_ends_with_the_webhook() {
    let telegram = Telegram::with_get_me(vec![GetMe::Error(502); 1000]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    assert_eq!(send(&webhook, message(1, 7, "/start")).await, unavailable());
    sleep(Duration::from_secs(600)).await;
    let calls = telegram.methods().len();
    assert!(calls > 10, "{calls}");
    drop(webhook);
    sleep(Duration::from_secs(600)).await;
    assert_eq!(telegram.methods().len(), calls);
}

#[test]
fn a_lookup_whose_runtime_ended_starts_again() {
    let telegram = Telegram::with_get_me([GetMe::OkAfter(Duration::from_secs(60))]);
    let webhook = Webhook::new(app()).bot(telegram.bot());
    let responses = [1, 2].map(|id| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build().unwrap();
        runtime.block_on(send(&webhook, message(id, 7, "/start@my_bot")))
    });
    assert_eq!(responses, [unavailable(), ok("started")]);
    assert_eq!(telegram.methods(), ["getMe"; 2]);
}
