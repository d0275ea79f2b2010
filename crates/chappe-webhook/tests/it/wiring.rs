//! What a webhook gives its dispatcher, and what it does with the bot.

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

/// Sends a document to the webhook; the JSON of the answer.
async fn answered(webhook: &Webhook, body: String) -> Value {
    let answer = webhook.clone().oneshot(post(body)).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn handlers_and_error_observers_have_the_bot_and_know_who_it_is() {
    let telegram = Telegram::new();
    let fails = async || Err::<(), BoxError>("as the test wants it".into());
    let app = Router::new("app")
        .message(|m| {
            m.on(text_is("fail"), fails).on((), async |bot: chappe_client::Bot, me: Me| {
                reply(format!("handled by {} as {}", bot.id().0, me.username))
            })
        })
        .error(|e| {
            e.on((), async |bot: chappe_client::Bot, me: Me| {
                reply(format!("taken by {} as {}", bot.id().0, me.username))
            })
        });
    let webhook = Webhook::new(app).bot(telegram.bot());
    let answers =
        [send(&webhook, message(1, 7, "hi")).await, send(&webhook, message(2, 7, "fail")).await];
    assert_eq!(answers, [ok("handled by 42 as my_bot"), ok("taken by 42 as my_bot")]);
    assert_eq!(telegram.methods(), ["getMe"]);
    assert_eq!(*webhook.dispatcher().me(), Me::new(42, "my_bot"));
}

/// A bot that answers at once to `now`, and late to all else.
fn slow_or_not() -> Router {
    let answer = |millis: u64| async move {
        sleep(Duration::from_millis(millis)).await;
        reply("<b>x</b>")
    };
    Router::new("app")
        .message(|m| m.on(text_is("now"), async || reply("<b>x</b>")).on((), move || answer(50)))
}

#[tokio::test(start_paused = true)]
async fn a_reply_looks_the_same_in_an_answer_and_sent_by_the_bot() {
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
    let webhook = Webhook::new(slow_or_not()).bot(bot).ack_deadline(Duration::from_millis(1));
    let in_answer = answered(&webhook, message(1, 7, "now")).await;
    assert_eq!(answered(&webhook, message(2, 7, "late")).await, Value::Null);
    webhook.drain().await;
    assert_eq!(
        in_answer,
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

/// The answer to one update, and what the bot sent.
async fn answered_by(set: impl FnOnce(BotBuilder) -> BotBuilder) -> (Value, Vec<Value>) {
    let telegram = Telegram::new();
    let bot = set(telegram.builder()).build().unwrap();
    let webhook = Webhook::new(slow_or_not()).bot(bot);
    let answer = answered(&webhook, message(1, 7, "now")).await;
    webhook.drain().await;
    (answer, telegram.calls("sendMessage"))
}

#[tokio::test(start_paused = true)]
async fn replies_of_a_bot_with_layers_of_its_own_pass_through_them() {
    let (answer, sent) = answered_by(|builder| builder).await;
    let in_answer = json!({"method": "sendMessage", "chat_id": 7, "text": "<b>x</b>"});
    assert_eq!((answer, sent), (in_answer, vec![]));
    let noted = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&noted);
    let counting = layer_fn(move |inner| {
        let counted = Arc::clone(&counted);
        MapRequest::new(inner, move |call: Call| {
            counted.fetch_add(usize::from(call.method() == "sendMessage"), Ordering::Relaxed);
            call
        })
    });
    let by_itself = (Value::Null, vec![json!({"chat_id": 7, "text": "<b>x</b>"})]);
    assert_eq!(answered_by(|builder| builder.layer(counting)).await, by_itself);
    assert_eq!(noted.load(Ordering::Relaxed), 1);
    assert_eq!(answered_by(|builder| builder.layer(FloodLimitLayer::new())).await, by_itself);
}

#[tokio::test(start_paused = true)]
async fn a_function_of_the_bots_that_panics_fails_the_reply_and_not_the_webhook() {
    let telegram = Telegram::new();
    let bot = telegram
        .builder()
        .prepare(|call: Call| {
            let text = call.params().get("text");
            assert!(!text.is_some_and(|text| text.contains("<b>")), "as the test wants it");
            call
        })
        .build()
        .unwrap();
    let log = Log::default();
    let failed = log.clone();
    let app = slow_or_not().error(|e| {
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
async fn a_service_for_replies_stands_in_for_the_bot_whichever_is_set_first() {
    let telegram = Telegram::new();
    for turned in [false, true] {
        let log = Log::default();
        let webhook = Webhook::new(slow_or_not()).ack_deadline(Duration::from_millis(1));
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
async fn layers_stand_around_the_dispatcher_the_first_one_outermost() {
    let log = Log::default();
    let made = Arc::new(AtomicUsize::new(0));
    let noting = |name: &'static str| {
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
                before.note(format!("{name} begins"));
                request
            })
        })
    };
    let webhook =
        Webhook::new(Dispatcher::new(bot(&log))).layer(noting("outer")).layer(noting("inner"));
    for id in [1, 2] {
        assert_eq!(send(&webhook, message(id, 7, "hi")).await, ok("hi"));
    }
    let once = ["outer begins", "inner begins", "hi", "inner ends", "outer ends"];
    assert_eq!(log.entries(), [once, once].concat());
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_layer_that_panics_as_it_is_put_around_the_dispatcher_refuses_updates() {
    let log = Log::default();
    let left = Arc::new(AtomicUsize::new(2));
    let webhook = webhook(&log).layer(layer_fn(move |inner| {
        let take = |left: usize| left.checked_sub(1);
        let panics = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        assert!(!panics, "as the test wants it");
        chappe_webhook::Dispatch::new(inner)
    }));
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, (503, String::new()));
    let failed = webhook.startup().await.map_err(|error| error.to_string());
    assert_eq!(failed, Err("the startup failed".to_owned()));
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, ok("hi"));
}
