//! A Bot API server in memory, and bots of it.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use chappe_client::{ApiServer, Bot, BotBuilder};
use serde_json::{Value, json};
use tokio::time::sleep;
use wire::{Received, Server, error, ok};

/// What becomes of a question who the bot is.
#[derive(Clone, Copy)]
pub(crate) enum GetMe {
    Answered,
    AnsweredAfter(Duration),
    Refused(u16),
}

/// A server whose bot is `@my_bot`, with the id 42.
pub(crate) struct Telegram(Server);

impl Telegram {
    pub(crate) fn new() -> Self {
        Self::answering([])
    }

    /// The first questions who the bot is are answered in this way, all others at once.
    pub(crate) fn answering(first: impl Into<Vec<GetMe>>) -> Self {
        let (first, asked) = (first.into(), AtomicUsize::new(0));
        Self(Server::new(move |call| {
            let get_me = (call.method == "getMe").then(|| {
                let number = asked.fetch_add(1, Ordering::Relaxed);
                first.get(number).copied().unwrap_or(GetMe::Answered)
            });
            async move {
                match get_me {
                    Some(GetMe::Refused(code)) => return Some(error(code, "as the test wants it")),
                    Some(GetMe::AnsweredAfter(time)) => sleep(time).await,
                    Some(GetMe::Answered) | None => {}
                }
                Some(ok(result(&call)))
            }
        }))
    }

    /// A bot that tries each call once.
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

    /// The methods that were called, in order.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.0.methods()
    }

    /// The parameters of the calls of a method, in order.
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
