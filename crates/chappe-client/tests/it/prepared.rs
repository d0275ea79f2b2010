//! Prepared calls.

use std::sync::{Arc, Mutex};

use chappe_client::{
    ApiResponse, Bot, BotBuilder, Call, Defaults, Error, FloodLimitLayer, MigrationLayer,
};
use chappe_types::{ParseMode, SendMessage, UserId};
use serde_json::{Value, json};
use tower::{layer::layer_fn, util::MapRequest};
use wire::{migrated, retry_after};

use crate::support::{bot, builder, say, server};

/// Appends to the text of each call.
fn appending(builder: BotBuilder, addition: &'static str) -> BotBuilder {
    builder.prepare(move |mut call| {
        if let Some(text) = call.params().get("text") {
            let text: String = serde_json::from_str(text).unwrap();
            call.set("text", text + addition);
        }
        call
    })
}

#[tokio::test(start_paused = true)]
async fn prepare_functions_change_a_call_once_in_order_and_before_the_defaults() {
    let server = server(|_, number| async move { (number == 0).then(|| retry_after(1)) });
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let noting = layer_fn(move |inner| {
        let noted = Arc::clone(&noted);
        MapRequest::new(inner, move |call: Call| {
            noted.lock().unwrap().push(call.params().get("text").map(str::to_owned));
            call
        })
    });
    let defaults = Defaults::new().parse_mode(ParseMode::Html).protect_content(true);
    let builder = builder(&server).layer(noting).defaults(defaults);
    let bot = appending(appending(builder, "a"), "b")
        .prepare(|mut call| {
            call.set("protect_content", false);
            call
        })
        .build()
        .unwrap();
    say(&bot, 7, "x").await.unwrap();
    let params: Vec<_> = server.received().into_iter().map(|call| call.params).collect();
    let made = json!({"chat_id": 7, "text": "xab", "protect_content": false, "parse_mode": "HTML"});
    assert_eq!(params, [made.clone(), made]);
    assert_eq!(*seen.lock().unwrap(), [Some("\"x\"".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_prepared_call_is_not_prepared_again() {
    let server = server(|_, _| async { None });
    let bot = appending(builder(&server), "!").build().unwrap();
    let prepared = bot.prepare(Call::new(&SendMessage::new(7, "x")));
    let again = bot.prepare(prepared.clone());
    bot.call(prepared.clone()).await.unwrap();
    bot.call(Call::new(&SendMessage::new(7, "x"))).await.unwrap();
    let params: Vec<Value> = server.received().into_iter().map(|call| call.params).collect();
    let expected = json!({"chat_id": 7, "text": "x!"});
    assert_eq!(params, [expected.clone(), expected]);
    assert_eq!(prepared.params().as_bytes(), br#"{"chat_id":7,"text":"x!"}"#);
    assert_eq!(again.params().as_bytes(), prepared.params().as_bytes());
}

#[tokio::test(start_paused = true)]
async fn a_prepared_call_is_addressed_to_the_supergroup() {
    let server =
        server(|call, _| async move { (call.number("chat_id") == -7).then(|| migrated(-1007)) });
    let (bot, strict) = (bot(&server), builder(&server).migration(false).build().unwrap());
    let call = || Call::new(&SendMessage::new(-7, "x"));
    let chat = |bot: &Bot| bot.prepare(call()).params().get("chat_id").map(str::to_owned);
    assert_eq!(chat(&bot), Some("-7".to_owned()));
    say(&bot, -7, "a").await.unwrap();
    say(&strict, -7, "a").await.unwrap_err();
    assert_eq!(chat(&bot), Some("-1007".to_owned()));
    assert_eq!(chat(&strict), Some("-7".to_owned()));
}

#[tokio::test]
async fn a_bot_reports_whether_it_has_custom_layers() {
    let server = server(|_, _| async { None });
    let of_a_service = Bot::from_service(
        UserId(42),
        tower::service_fn(|_: Call| std::future::ready(Ok::<_, Error>(ApiResponse::new("true")))),
    );
    let bots = [
        bot(&server),
        builder(&server).defaults(Defaults::new()).prepare(|call| call).build().unwrap(),
        of_a_service,
        builder(&server).layer(FloodLimitLayer::new()).build().unwrap(),
        builder(&server).layer(MigrationLayer::new()).build().unwrap(),
    ];
    assert_eq!(bots.map(|bot| bot.has_custom_layers()), [false, false, false, true, true]);
}
