//! W9: hyper-util's pooled client and serde, with a URI and headers that are created once.

use std::sync::Arc;

use bytes::Bytes;
use harness::{CHAT, Called, Calls, FILE_NAME, Job, TEXT, TOKEN, file};
use http_body_util::BodyExt as _;
use hyper::{
    Request, Uri,
    header::{CONTENT_TYPE, HeaderValue},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::{Deserialize, Serialize};

use crate::parts::Parts;

#[derive(Serialize)]
struct SendMessage {
    chat_id: i64,
    text: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    result: Message,
}

#[derive(Deserialize)]
struct Message {
    message_id: i64,
}

/// The values that all calls share; none is created per call.
struct Shared {
    client: Client<HttpConnector, Parts>,
    uri: Uri,
    content_type: HeaderValue,
    form: [Bytes; 3],
}

impl Shared {
    fn new(url: &str, method: &str, content_type: &'static str, form: [Bytes; 3]) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            uri: format!("{url}/bot{TOKEN}/{method}").parse().expect("a URI"),
            content_type: HeaderValue::from_static(content_type),
            form,
        }
    }

    async fn post(&self, body: Parts) -> i64 {
        let request = Request::post(self.uri.clone())
            .header(CONTENT_TYPE, self.content_type.clone())
            .body(body)
            .expect("a request");
        let response = self.client.request(request).await.expect("a response");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let answer: Answer = serde_json::from_slice(&body).expect("an answer");
        assert!(answer.ok, "the call was refused");
        answer.result.message_id
    }
}

pub fn run(job: &Job, calls: &Calls) {
    match calls.called {
        Called::Message => {
            let connect =
                || Shared::new(&calls.url, "sendMessage", "application/json", Default::default());
            job.calls("bare hyper", calls, connect, |shared: Arc<Shared>| async move {
                let message = SendMessage { chat_id: CHAT, text: TEXT };
                let body = serde_json::to_vec(&message).expect("parameters");
                shared.post(Parts::from([body.into()])).await
            });
        }
        Called::Upload => {
            let content_type = "multipart/form-data; boundary=bench";
            let connect = || Shared::new(&calls.url, "sendDocument", content_type, form());
            job.calls("bare hyper", calls, connect, |shared: Arc<Shared>| async move {
                shared.post(Parts::from(shared.form.clone())).await
            });
        }
    }
}

/// A form with the chat and the file: the bytes before the file, the file, and the bytes
/// after it.
fn form() -> [Bytes; 3] {
    let head = format!(
        "--bench\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n{CHAT}\r\n\
         --bench\r\nContent-Disposition: form-data; name=\"document\"; \
         filename=\"{FILE_NAME}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    [head.into(), file().into(), Bytes::from_static(b"\r\n--bench--\r\n")]
}
