//! The registration of a webhook with Telegram.

use chappe_client::{Call, Registered};
use chappe_core::Router;
use chappe_types::SetWebhook;
use chappe_webhook::{ServeError, Webhook};
use serde_json::json;
use tower::{layer::layer_fn, util::MapRequest};

use crate::{
    support::{Log, Server, bot, message, ok},
    telegram::Telegram,
};

const URL: &str = "https://bot.example.org/telegram";

fn app() -> Router {
    let child = Router::new("child").chat_member(|c| c.on((), async || ()));
    Router::new("app")
        .message(|m| m.on((), async || ()))
        .message_reaction(|r| r.on((), async || ()))
        .include(child)
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_registered_by_its_bot_for_what_its_tree_handles_and_with_its_secret() {
    let telegram = Telegram::new();
    let plain = Webhook::new(app()).bot(telegram.bot());
    // All kinds of characters, and a length that is not a multiple of a word's.
    let secret = "azAZ09_-.".replace('.', "x");
    let with_secrets = plain.clone().secret(&secret).also_secret("other");
    let own = SetWebhook::new(URL)
        .allowed_updates(vec!["message".into()])
        .secret_token("0wn")
        .max_connections(7);
    for (webhook, wanted) in [
        (&plain, SetWebhook::new(URL)),
        (&with_secrets, SetWebhook::new(URL)),
        (&with_secrets, own),
    ] {
        assert_eq!(webhook.register(&wanted).await.unwrap(), Registered::Set);
    }
    let kinds = json!(["chat_member", "message", "message_reaction"]);
    assert_eq!(
        telegram.calls("setWebhook"),
        [
            json!({"url": URL, "allowed_updates": kinds}),
            json!({"url": URL, "allowed_updates": kinds, "secret_token": "azAZ09_-x"}),
            json!({
                "url": URL, "allowed_updates": ["message"], "secret_token": "0wn",
                "max_connections": 7,
            }),
        ],
    );
}

#[tokio::test]
async fn without_a_bot_the_registration_fails_and_the_error_names_the_remedy() {
    let failed = Webhook::new(app()).register(&SetWebhook::new(URL)).await.unwrap_err();
    let source = std::error::Error::source(&failed).map(ToString::to_string);
    assert!(failed.is_not_sent());
    assert_eq!(
        source.as_deref(),
        Some("the webhook has no bot: set one, `Webhook::new(app).bot(bot)`"),
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_layer_of_the_bot_fails_the_registration() {
    let telegram = Telegram::new();
    let panicking = layer_fn(|inner| {
        MapRequest::new(inner, |_: Call| -> Call { panic!("intended by the test") })
    });
    let bot = telegram.builder().layer(panicking).build().unwrap();
    let failed = Webhook::new(app()).bot(bot).register(&SetWebhook::new(URL)).await.unwrap_err();
    assert!(failed.is_ambiguous(), "{failed:?}");
}

#[tokio::test]
async fn a_server_registers_its_webhook_once_it_listens() {
    let telegram = Telegram::new();
    let webhook = Webhook::new(bot(&Log::default())).bot(telegram.bot());
    let server = Server::start(webhook, |serve| serve.register(SetWebhook::new(URL))).await;
    assert_eq!(server.send(&message(1, 7, "hi")).await, ok("hi"));
    while telegram.methods().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.send(&message(2, 7, "next")).await, ok("next"));
    server.stop().await.unwrap().unwrap();
    assert_eq!(telegram.methods(), ["getMe", "getWebhookInfo", "setWebhook"]);
    let set = json!({"url": URL, "allowed_updates": ["message"]});
    assert_eq!(telegram.calls("setWebhook"), [set]);
}

#[tokio::test]
async fn a_server_that_cannot_register_its_webhook_shuts_down() {
    let log = Log::default();
    let ended = log.clone();
    let router = bot(&log).shutdown(move || {
        ended.note("shutdown");
        std::future::ready(())
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let failed = chappe_webhook::serve(listener, Webhook::new(router))
        .register(SetWebhook::new(URL))
        .until(std::future::pending())
        .await;
    assert!(
        matches!(&failed, Err(ServeError::Registration(error)) if error.is_not_sent()),
        "{failed:?}"
    );
    assert_eq!(log.entries(), ["shutdown"]);
}
