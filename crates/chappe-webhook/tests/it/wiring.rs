//! The values that a webhook provides to its dispatcher, and its use of the bot.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_client::{BotBuilder, Call, Defaults, FloodLimitLayer};
use chappe_core::{BoxError, Dispatcher, Me, Request, Router, filter::text_is, reply};
use chappe_types::ParseMode;
use chappe_webhook::Webhook;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::sleep;
use tower::{
    ServiceExt,
    layer::layer_fn,
    util::{MapFuture, MapRequest},
};

use crate::{
    support::{Log, bot, message, ok, post, send, webhook},
    telegram::Telegram,
};

/// Sends a body to the webhook. Returns the JSON of the response.
async fn response_json(webhook: &Webhook, body: String) -> Value {
    let answer = webhook.clone().oneshot(post(body)).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn handlers_and_error_observers_have_the_bot_and_its_identity() {
    let telegram = Telegram::new();
    let fails = async || Err::<(), BoxError>("intended by the test".into());
    let app = Router::new("app")
        .message(|m| {
            m.on(text_is("fail"), fails).on((), async |bot: chappe_client::Bot, me: Me| {
                reply(format!("handled by {} as {}", bot.id().0, me.username))
            })
        })
        .error(|e| {
            e.on((), async |bot: chappe_client::Bot, me: Me| {
                reply(format!("error handled by {} as {}", bot.id().0, me.username))
            })
        });
    let webhook = Webhook::new(app).bot(telegram.bot());
    let responses =
        [send(&webhook, message(1, 7, "hi")).await, send(&webhook, message(2, 7, "fail")).await];
    assert_eq!(responses, [ok("handled by 42 as my_bot"), ok("error handled by 42 as my_bot")]);
    assert_eq!(telegram.methods(), ["getMe"]);
    assert_eq!(*webhook.dispatcher().me(), Me::new(42, "my_bot"));
}

/// Returns a bot that replies immediately to `now`, and late to any other text.
fn fast_and_slow() -> Router {
    let answer = |millis: u64| async move {
        sleep(Duration::from_millis(millis)).await;
        reply("<b>x</b>")
    };
    Router::new("app")
        .message(|m| m.on(text_is("now"), async || reply("<b>x</b>")).on((), move || answer(50)))
}

#[tokio::test(start_paused = true)]
async fn a_reply_is_the_same_call_in_a_response_and_sent_by_the_bot() {
    let telegram = Telegram::new();
    let bot = telegram
        .builder()
        .prepare(|mut call: Call| {
            call.set("disable_notification", true);
            call
        })
        .defaults(Defaults::new().parse_mode(ParseMode::Html))
        .build()
        .unwrap();
    let webhook = Webhook::new(fast_and_slow()).bot(bot).ack_deadline(Duration::from_millis(1));
    let in_response = response_json(&webhook, message(1, 7, "now")).await;
    assert_eq!(response_json(&webhook, message(2, 7, "late")).await, Value::Null);
    webhook.drain().await;
    assert_eq!(
        in_response,
        json!({
            "method": "sendMessage", "chat_id": 7, "text": "<b>x</b>",
            "disable_notification": true, "parse_mode": "HTML",
        }),
    );
    let sent = json!({
        "chat_id": 7, "text": "<b>x</b>", "disable_notification": true, "parse_mode": "HTML",
    });
    assert_eq!(telegram.calls("sendMessage"), [sent]);
}

/// Returns the response to one update, and the messages that the bot sent.
async fn response_and_calls(set: impl FnOnce(BotBuilder) -> BotBuilder) -> (Value, Vec<Value>) {
    let telegram = Telegram::new();
    let bot = set(telegram.builder()).build().unwrap();
    let webhook = Webhook::new(fast_and_slow()).bot(bot);
    let answer = response_json(&webhook, message(1, 7, "now")).await;
    webhook.drain().await;
    (answer, telegram.calls("sendMessage"))
}

#[tokio::test(start_paused = true)]
async fn replies_of_a_bot_with_user_layers_pass_through_them() {
    let (answer, sent) = response_and_calls(|builder| builder).await;
    let in_response = json!({"method": "sendMessage", "chat_id": 7, "text": "<b>x</b>"});
    assert_eq!((answer, sent), (in_response, vec![]));
    let noted = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&noted);
    let counting = layer_fn(move |inner| {
        let counted = Arc::clone(&counted);
        MapRequest::new(inner, move |call: Call| {
            counted.fetch_add(usize::from(call.method() == "sendMessage"), Ordering::Relaxed);
            call
        })
    });
    let sent_by_bot = (Value::Null, vec![json!({"chat_id": 7, "text": "<b>x</b>"})]);
    assert_eq!(response_and_calls(|builder| builder.layer(counting)).await, sent_by_bot);
    assert_eq!(noted.load(Ordering::Relaxed), 1);
    assert_eq!(
        response_and_calls(|builder| builder.layer(FloodLimitLayer::new())).await,
        sent_by_bot
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_prepare_function_fails_the_reply_and_not_the_webhook() {
    let telegram = Telegram::new();
    let bot = telegram
        .builder()
        .prepare(|call: Call| {
            let text = call.params().get("text");
            assert!(!text.is_some_and(|text| text.contains("<b>")), "intended by the test");
            call
        })
        .build()
        .unwrap();
    let log = Log::default();
    let failed = log.clone();
    let app = fast_and_slow().error(|e| {
        e.on((), move |me: Me| {
            failed.note(format!("failed as {}", me.username));
            async {}
        })
    });
    let webhook = Webhook::new(app).bot(bot);
    assert_eq!(send(&webhook, message(1, 7, "now")).await, ok(""));
    assert_eq!(send(&webhook, message(2, 7, "now")).await, ok(""));
    webhook.drain().await;
    assert_eq!(log.entries(), ["failed as my_bot"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_service_for_replies_replaces_the_bot_whichever_is_set_first() {
    let telegram = Telegram::new();
    for turned in [false, true] {
        let log = Log::default();
        let webhook = Webhook::new(fast_and_slow()).ack_deadline(Duration::from_millis(1));
        let webhook = match turned {
            false => webhook.replies(log.replies()).bot(telegram.bot()),
            true => webhook.bot(telegram.bot()).replies(log.replies()),
        };
        assert_eq!(send(&webhook, message(1, 7, "late")).await, ok(""));
        webhook.drain().await;
        assert_eq!(log.entries(), ["late <b>x</b>"]);
    }
    assert_eq!(telegram.methods(), ["getMe"; 2]);
}

#[tokio::test]
async fn layers_wrap_the_dispatcher_first_added_outermost() {
    let log = Log::default();
    let made = Arc::new(AtomicUsize::new(0));
    let noting_layer = |name: &'static str| {
        let (log, made) = (log.clone(), Arc::clone(&made));
        layer_fn(move |inner| {
            made.fetch_add(1, Ordering::Relaxed);
            let (before, after) = (log.clone(), log.clone());
            let inner = MapFuture::new(inner, move |future| {
                let after = after.clone();
                async move {
                    let outcome = future.await;
                    after.note(format!("{name} ends"));
                    outcome
                }
            });
            MapRequest::new(inner, move |request: Request| {
                before.note(format!("{name} starts"));
                request
            })
        })
    };
    let webhook = Webhook::new(Dispatcher::new(bot(&log)))
        .layer(noting_layer("outer"))
        .layer(noting_layer("inner"));
    for id in [1, 2] {
        assert_eq!(send(&webhook, message(id, 7, "hi")).await, ok("hi"));
    }
    let once = ["outer starts", "inner starts", "hi", "inner ends", "outer ends"];
    assert_eq!(log.entries(), [once, once].concat());
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_layer_that_panics_when_it_is_applied_rejects_updates() {
    let log = Log::default();
    let left = Arc::new(AtomicUsize::new(2));
    let webhook = webhook(&log).layer(layer_fn(move |inner| {
        let take = |left: usize| left.checked_sub(1);
        let panics = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        assert!(!panics, "intended by the test");
        chappe_webhook::Dispatch::new(inner)
    }));
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, (503, String::new()));
    let failed = webhook.startup().await.map_err(|error| error.to_string());
    assert_eq!(failed, Err("the startup failed".to_owned()));
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, ok("hi"));
}
