//! Registration by several replicas.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_client::{Registered, register_webhook};
use chappe_types::SetWebhook;
use serde_json::{Value, json};
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use wire::{Answer, Server, error, ok, retry_after};

use crate::support::bot;

/// A mock of Telegram's webhook settings.
#[derive(Clone, Default)]
struct Webhooks(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    set: Option<Value>,
    /// The number of changes.
    effective: usize,
    last: Option<Instant>,
    pending: Option<oneshot::Sender<()>>,
    last_error: Option<&'static str>,
}

impl Webhooks {
    fn server(&self) -> Server {
        let webhooks = self.clone();
        Server::new(move |call| {
            let webhooks = webhooks.clone();
            async move {
                Some(match &*call.method {
                    "getWebhookInfo" => ok(webhooks.info()),
                    "setWebhook" => webhooks.set(call.params).await,
                    _ => error(404, "Not Found: method not found"),
                })
            }
        })
    }

    fn info(&self) -> Value {
        let state = self.0.lock().unwrap();
        let mut info =
            json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0});
        if let Some(set) = &state.set {
            for name in ["url", "max_connections", "allowed_updates"] {
                if !set[name].is_null() {
                    info[name] = set[name].clone();
                }
            }
        }
        if let Some(message) = state.last_error {
            info["last_error_message"] = json!(message);
        }
        info
    }

    /// Accepts one call per second; a second one that waits ends the first.
    async fn set(&self, params: Value) -> Answer {
        let (ends, ended) = oneshot::channel();
        {
            let mut state = self.0.lock().unwrap();
            if state.set.as_ref() == Some(&params) {
                return ok(true);
            }
            if let Some(other) = state.pending.replace(ends) {
                let _ = other.send(());
            }
            let now = Instant::now();
            if state.last.is_some_and(|last| now - last < Duration::from_secs(1)) {
                state.pending = None;
                return retry_after(1);
            }
            state.last = Some(now);
        }
        // Telegram resolves the name and opens a connection.
        if timeout(Duration::from_millis(300), ended).await.is_ok_and(|ended| ended.is_ok()) {
            return error(409, "Conflict: terminated by other setWebhook");
        }
        let mut state = self.0.lock().unwrap();
        state.pending = None;
        state.set = Some(params);
        state.effective += 1;
        ok(true)
    }
}

fn wanted() -> SetWebhook {
    SetWebhook::new("https://bot.example.org/telegram").secret_token("s3cr3t").max_connections(40)
}

#[tokio::test(start_paused = true)]
async fn setwebhook_10_replicas() {
    let webhooks = Webhooks::default();
    let server = webhooks.server();
    let mut replicas = JoinSet::new();
    for number in 0..10 {
        let bot = bot(&server);
        replicas.spawn(async move {
            sleep(Duration::from_millis(number * 20)).await;
            register_webhook(&bot, &wanted()).await
        });
    }
    let mut results = replicas.join_all().await.into_iter().map(Result::unwrap);
    let set = results.by_ref().filter(|done| *done == Registered::Set).count();
    let state = webhooks.0.lock().unwrap();
    assert!((1..=2).contains(&state.effective), "{} effective calls", state.effective);
    assert!(set >= 1);
    assert!(!server.methods().contains(&"deleteWebhook".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_is_set_as_requested_is_unchanged() {
    let server = Webhooks::default().server();
    let bot = bot(&server);
    assert_eq!(register_webhook(&bot, &wanted()).await.unwrap(), Registered::Set);
    assert_eq!(register_webhook(&bot, &wanted()).await.unwrap(), Registered::Unchanged);
    sleep(Duration::from_secs(2)).await;
    let other = wanted().max_connections(80);
    assert_eq!(register_webhook(&bot, &other).await.unwrap(), Registered::Set);
    assert_eq!(
        server.methods(),
        ["getWebhookInfo", "setWebhook", "getWebhookInfo", "getWebhookInfo", "setWebhook"],
    );
}

#[tokio::test(start_paused = true)]
async fn a_rejected_secret_is_set_again() {
    let webhooks = Webhooks::default();
    let bot = bot(&webhooks.server());
    register_webhook(&bot, &wanted()).await.unwrap();
    webhooks.0.lock().unwrap().last_error =
        Some("Wrong response from the webhook: 401 Unauthorized");
    sleep(Duration::from_secs(2)).await;
    let rotated = SetWebhook::new("https://bot.example.org/telegram").secret_token("n3w");
    assert_eq!(register_webhook(&bot, &rotated).await.unwrap(), Registered::Set);
    let set = webhooks.0.lock().unwrap().set.clone().unwrap();
    assert_eq!(set["secret_token"], "n3w");
}

#[tokio::test(start_paused = true)]
async fn a_refused_registration_fails_immediately() {
    let server = Server::new(|call| async move {
        Some(match &*call.method {
            "getWebhookInfo" => ok(Webhooks::default().info()),
            _ => error(400, "Bad Request: bad webhook: HTTPS URL must be provided for webhook"),
        })
    });
    let refused = register_webhook(&bot(&server), &wanted()).await.unwrap_err();
    assert_eq!(refused.code(), Some(400));
    assert_eq!(server.methods().len(), 2);
}
