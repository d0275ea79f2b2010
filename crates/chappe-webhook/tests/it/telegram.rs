//! An in-memory Bot API server, and its bots.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use chappe_client::{ApiServer, Bot, BotBuilder};
use serde_json::{Value, json};
use tokio::time::sleep;
use wire::{Received, Server, error, ok};

/// The response to a `getMe` call.
#[derive(Clone, Copy)]
pub(crate) enum GetMe {
    Ok,
    OkAfter(Duration),
    Error(u16),
}

/// A server whose bot is `@my_bot`, with the id 42.
pub(crate) struct Telegram(Server);

impl Telegram {
    pub(crate) fn new() -> Self {
        Self::with_get_me([])
    }

    /// Creates a server with the responses to the first `getMe` calls. Further calls succeed
    /// immediately.
    pub(crate) fn with_get_me(first: impl Into<Vec<GetMe>>) -> Self {
        let (first, calls) = (first.into(), AtomicUsize::new(0));
        Self(Server::new(move |call| {
            let get_me = (call.method == "getMe").then(|| {
                let number = calls.fetch_add(1, Ordering::Relaxed);
                first.get(number).copied().unwrap_or(GetMe::Ok)
            });
            async move {
                match get_me {
                    Some(GetMe::Error(code)) => return Some(error(code, "intended by the test")),
                    Some(GetMe::OkAfter(time)) => sleep(time).await,
                    Some(GetMe::Ok) | None => {}
                }
                Some(ok(result(&call)))
            }
        }))
    }

    /// Returns the builder of a bot that does not retry calls.
    pub(crate) fn builder(&self) -> BotBuilder {
        Bot::builder("42:token".parse().unwrap())
            .server(ApiServer::new("http://telegram.test").unwrap())
            .connector(self.0.connector())
            .retry(None)
            .retry_after(None)
    }

    pub(crate) fn bot(&self) -> Bot {
        self.builder().build().unwrap()
    }

    /// Returns the methods that were called, in order.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.0.methods()
    }

    /// Returns the parameters of the calls of a method, in order.
    pub(crate) fn calls(&self, method: &str) -> Vec<Value> {
        let calls = self.0.received().into_iter().filter(|call| call.method == method);
        calls.map(|call| call.params).collect()
    }
}

fn result(call: &Received) -> Value {
    match call.method.as_str() {
        "getMe" => {
            json!({"id": 42, "is_bot": true, "first_name": "My", "username": "my_bot"})
        }
        "getWebhookInfo" => {
            json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0})
        }
        "sendMessage" => json!({
            "message_id": 1, "date": 0, "text": call.params["text"],
            "chat": {"id": call.params["chat_id"], "type": "private"},
        }),
        _ => json!(true),
    }
}
