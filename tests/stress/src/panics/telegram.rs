//! [`Telegram`]: an in-memory Bot API server with `getUpdates`.

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

/// The maximum number of updates in a response.
const MAX_UPDATES: usize = 100;

/// The number of users who write.
const USERS: usize = 50;

/// Returns the updates 1, 2, … until all are confirmed.
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

    /// Returns how many updates are confirmed.
    pub(crate) fn confirmed(&self) -> usize {
        *self.confirmed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Responds to a call.
    pub(crate) async fn respond(
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
        let response = json!({"ok": true, "result": result}).to_string();
        Ok(Response::new(Full::new(Bytes::from(response))))
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
        let updates: Vec<Value> =
            (confirmed + 1..=self.updates).take(MAX_UPDATES).map(update).collect();
        if updates.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
        updates.into()
    }
}

/// Returns an update with a number: a message of one of several users.
pub(crate) fn update(number: usize) -> Value {
    let user = number % USERS + 1;
    json!({
        "update_id": number,
        "message": {
            "message_id": number, "date": 1, "text": "hi",
            "chat": {"id": user, "type": "private", "first_name": "A"},
            "from": {"id": user, "is_bot": false, "first_name": "A"},
        },
    })
}
