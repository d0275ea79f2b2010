//! [`Deliveries`]: delivers updates to a webhook as Telegram does: the next update of a queue
//! after the previous one was answered 200.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use chappe::webhook::Webhook;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tokio::{sync::mpsc, time::sleep};
use tower::ServiceExt as _;

use crate::said::Said;

type Queues = Arc<Mutex<HashMap<String, mpsc::UnboundedSender<Value>>>>;

/// Delivers updates in queues: one for the messages of each chat, one for the button presses of
/// each user.
#[derive(Clone)]
pub(crate) struct Deliveries {
    webhook: Webhook,
    said: Said,
    queues: Queues,
}

impl Deliveries {
    pub(crate) fn new(webhook: Webhook, said: Said) -> Self {
        Self { webhook, said, queues: Queues::default() }
    }

    pub(crate) fn push(&self, update: Value) {
        let queue = match &update["callback_query"] {
            Value::Null => format!("chat {}", update["message"]["chat"]["id"]),
            query => format!("user {}", query["from"]["id"]),
        };
        let mut queues = self.queues.lock().unwrap();
        let queue = queues.entry(queue).or_insert_with(|| {
            let (sender, mut updates) = mpsc::unbounded_channel();
            let this = self.clone();
            tokio::spawn(async move {
                while let Some(update) = updates.recv().await {
                    this.deliver(&update).await;
                }
            });
            sender
        });
        queue.send(update).unwrap();
    }

    /// Delivers an update until it is answered 200.
    async fn deliver(&self, update: &Value) {
        loop {
            let request = Request::post("/")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from(update.to_string())))
                .unwrap();
            let response = self.webhook.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            if head.status == StatusCode::OK {
                let body = body.collect().await.unwrap().to_bytes();
                if let Ok(mut reply) = serde_json::from_slice::<Value>(&body) {
                    let method = reply.as_object_mut().unwrap().remove("method").unwrap();
                    self.said.note(method.as_str().unwrap(), reply);
                }
                return;
            }
            let seconds = head.headers.get(header::RETRY_AFTER).unwrap().to_str().unwrap();
            sleep(Duration::from_secs(seconds.parse().unwrap())).await;
        }
    }
}

/// Returns an update with its id.
pub(crate) fn with_id(id: i64, mut update: Value) -> Value {
    update["update_id"] = json!(id);
    update
}
