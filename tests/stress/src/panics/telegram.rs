//! A Telegram in memory that knows `getUpdates` and little else.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use chappe::{BoxError, client::RequestBody};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tokio::{sync::Notify, time::sleep};

/// How many updates an answer has at most.
const MOST: usize = 100;

/// How many people write.
const PEOPLE: usize = 50;

/// Gives the updates 1, 2, … until all are confirmed.
#[derive(Debug)]
pub(crate) struct Telegram {
    updates: usize,
    confirmed: Mutex<usize>,
    all_confirmed: Notify,
}

impl Telegram {
    pub(crate) fn new(updates: usize) -> Self {
        Self { updates, confirmed: Mutex::default(), all_confirmed: Notify::new() }
    }

    /// Waits until all updates are confirmed.
    pub(crate) async fn all_confirmed(&self) {
        self.all_confirmed.notified().await;
    }

    /// How many updates are confirmed.
    pub(crate) fn confirmed(&self) -> usize {
        *self.confirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a call.
    pub(crate) async fn answer(
        self: Arc<Self>,
        request: Request<RequestBody>,
    ) -> Result<Response<Full<Bytes>>, BoxError> {
        let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        let body = request.into_body().collect().await?.to_bytes();
        let params: Value = serde_json::from_slice(&body).unwrap_or_default();
        let result = match &*method {
            "getMe" => {
                json!({"id": 42, "is_bot": true, "first_name": "S", "username": "stress_bot"})
            }
            "getUpdates" => self.updates(params["offset"].as_i64().unwrap_or_default()).await,
            _ => json!(true),
        };
        let answer = json!({"ok": true, "result": result}).to_string();
        Ok(Response::new(Full::new(Bytes::from(answer))))
    }

    async fn updates(&self, offset: i64) -> Value {
        let confirmed = {
            let mut confirmed = self.confirmed.lock().unwrap_or_else(PoisonError::into_inner);
            let offset = usize::try_from(offset).unwrap_or_default();
            *confirmed = (*confirmed).max(offset.saturating_sub(1));
            *confirmed
        };
        if confirmed >= self.updates {
            self.all_confirmed.notify_one();
        }
        let updates: Vec<Value> = (confirmed + 1..=self.updates).take(MOST).map(update).collect();
        if updates.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
        updates.into()
    }
}

/// An update with a number: a message of one of several people.
pub(crate) fn update(number: usize) -> Value {
    let person = number % PEOPLE + 1;
    json!({
        "update_id": number,
        "message": {
            "message_id": number, "date": 1, "text": "hi",
            "chat": {"id": person, "type": "private", "first_name": "A"},
            "from": {"id": person, "is_bot": false, "first_name": "A"},
        },
    })
}
