//! One delivery: the request to a webhook, and its response.

use std::time::Duration;

use base64::Engine as _;
use bytes::Bytes;
use http::{Request, Response, Uri, Version, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    body, bot_api::redelivery::DeliveryOutcome, compression::decompress, json::written,
    params::Params, queue::Event, world::Webhook,
};

/// The time that a webhook has for its response, measured on the machine's clock and not
/// on the emulator's: Telegram's own limit.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The largest response body that is read, in bytes, files included.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;

pub(crate) type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// A client for the deliveries of one webhook.
pub(crate) fn http_client() -> HttpClient {
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_timer(TokioTimer::new())
        .build_http()
}

/// A delivery that has ended.
pub(crate) struct Delivered {
    pub(crate) event: Event,
    pub(crate) outcome: DeliveryOutcome,
    /// The call in the response, if there is one.
    pub(crate) reply: Option<Params>,
    pub(crate) keeps_connection: bool,
}

/// Posts one update to a webhook.
pub(crate) async fn post(client: &HttpClient, webhook: &Webhook, event: Event) -> Delivered {
    let (outcome, reply, keeps_connection) = match request(webhook, &event.update) {
        Ok(request) => answer(client, request).await,
        Err(why) => (DeliveryOutcome::NoResponse(why.to_owned()), None, true),
    };
    Delivered { event, outcome, reply, keeps_connection }
}

/// Sends a request. Returns the outcome, the call in the response, and whether its connection
/// stays open.
async fn answer(
    client: &HttpClient,
    request: Request<Full<Bytes>>,
) -> (DeliveryOutcome, Option<Params>, bool) {
    let response = tokio::time::timeout(TIMEOUT, async {
        let response = client.request(request).await.map_err(|error| {
            if error.is_connect() {
                DeliveryOutcome::Unreachable("Connection refused".to_owned())
            } else {
                DeliveryOutcome::NoResponse("Connection closed".to_owned())
            }
        })?;
        read(response).await.map_err(DeliveryOutcome::NoResponse)
    });
    match response.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(outcome)) => (outcome, None, false),
        Err(_) => {
            let why = "Read timeout expired".to_owned();
            (DeliveryOutcome::NoResponse(why), None, false)
        }
    }
}

/// The request that delivers an update.
fn request(webhook: &Webhook, update: &Value) -> Result<Request<Full<Bytes>>, &'static str> {
    let uri: Uri = webhook.url.parse().map_err(|_| "Bad URL")?;
    if uri.scheme_str() != Some("http") {
        return Err("TLS is not supported here: use an http:// URL");
    }
    let userinfo = uri.authority().and_then(|authority| authority.as_str().rsplit_once('@'));
    let userinfo = userinfo.map(|(user, _)| percent_decode_str(user).collect::<Vec<_>>());
    let mut request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip, deflate");
    if let Some(userinfo) = userinfo {
        let credentials = base64::engine::general_purpose::STANDARD.encode(userinfo);
        request = request.header(header::AUTHORIZATION, format!("Basic {credentials}"));
    }
    if let Some(secret) = &webhook.secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    request.body(Full::new(written(update).into())).map_err(|_| "Bad request")
}

/// Reads a response: the outcome, the call in it, and whether its connection stays open.
async fn read(
    response: Response<Incoming>,
) -> Result<(DeliveryOutcome, Option<Params>, bool), String> {
    let (head, incoming) = response.into_parts();
    let wait = head.headers.get(header::RETRY_AFTER);
    let wait = wait.and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
    let connection = head.headers.get(header::CONNECTION).and_then(|value| value.to_str().ok());
    let keeps_connection = match connection {
        Some(value) => !value.to_lowercase().contains("close"),
        None => head.version >= Version::HTTP_11,
    };
    let whole = Limited::new(incoming, MAX_RESPONSE).collect().await;
    let whole = whole.map_err(|_| "Connection closed".to_owned())?.to_bytes();
    let whole = decompress(&head.headers, whole, MAX_RESPONSE);
    let whole = whole.map_err(|_| "Connection closed".to_owned())?;
    let reply = match body::parse(&head.headers, &whole) {
        Ok(reply) => Some(reply),
        Err(error) if error.code == 413 => return Err("Connection closed".to_owned()),
        Err(_) => None,
    };
    let reply = reply.filter(|reply| reply.values.get("method").is_some_and(Value::is_string));
    Ok((DeliveryOutcome::Status(head.status.as_u16(), wait), reply, keeps_connection))
}
