//! Shared by the tests of the webhook.

use std::{
    convert::Infallible,
    future::{Future, IntoFuture},
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use chappe_core::{
    BoxError, Dispatcher, IntoOutcome, Reply, Router,
    extract::{State, Text},
    filter::text,
    reply,
};
use chappe_types::SendMessage;
use chappe_webhook::{ResponseBody, Serve, ServeError, Webhook, serve};
use http::{Request, Response, header};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{Sleep, sleep, timeout},
};
use tower::ServiceExt;

/// The events of a test, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    /// Returns all events so far.
    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until there are this many events.
    pub(crate) async fn wait_for(&self, length: usize) {
        let reached = async {
            while self.entries().len() < length {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(600), reached).await.expect("there are enough events");
    }

    /// Returns a service that notes the texts of late replies.
    pub(crate) fn replies(
        &self,
    ) -> impl tower::Service<Reply, Response = (), Error = BoxError, Future: Send>
    + Clone
    + Send
    + Sync
    + use<> {
        let log = self.clone();
        tower::service_fn(move |reply: Reply| {
            let text = reply.downcast_ref::<SendMessage>().map(|method| method.text.to_string());
            log.note(format!("late {}", text.unwrap_or_default()));
            std::future::ready(Ok::<_, BoxError>(()))
        })
    }
}

/// Returns a bot that notes each text and replies with it. `slow MS` waits for so many
/// milliseconds, `panic` panics, and `fail` returns an error.
pub(crate) fn bot(log: &Log) -> Router {
    Router::new("bot").message(|m| m.on(text(), handle_text)).with_state(log.clone())
}

async fn handle_text(
    State(log): State<Log>,
    Text(text): Text,
) -> Result<impl IntoOutcome + use<>, BoxError> {
    log.note(text.as_str());
    if let Some(millis) = text.strip_prefix("slow ") {
        sleep(Duration::from_millis(millis.parse()?)).await;
        log.note(format!("{text} done"));
    }
    assert!(text != "panic", "intended by the test");
    if text == "fail" {
        return Err("intended by the test".into());
    }
    Ok(reply(text))
}

/// Returns the webhook of that bot.
pub(crate) fn webhook(log: &Log) -> Webhook {
    Webhook::new(Dispatcher::new(bot(log)))
}

/// Returns the JSON of an update with a message.
pub(crate) fn message(update_id: i64, chat: i64, text: &str) -> String {
    let update = chappe_types::fixtures::message_in(update_id, chat, text);
    String::from_utf8(update.to_json()).unwrap()
}

/// Returns a request as Telegram sends it, without a secret.
pub(crate) fn post(body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    Request::post("/")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(body.into()))
        .unwrap()
}

/// A status, and the text of the reply, or the body if it is not a reply.
pub(crate) type StatusAndText = (u16, String);

pub(crate) fn ok(text: &str) -> StatusAndText {
    (200, text.to_owned())
}

/// Sends a body to the webhook.
pub(crate) async fn send(webhook: &Webhook, body: impl Into<Bytes>) -> StatusAndText {
    status_and_text(webhook.clone().oneshot(post(body)).await.unwrap()).await
}

pub(crate) async fn status_and_text(response: Response<ResponseBody>) -> StatusAndText {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, text_of(&body))
}

fn text_of(body: &[u8]) -> String {
    let json: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let text = json.as_ref().and_then(|json| json["text"].as_str());
    text.map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned)
}

/// A body that arrives in pieces.
pub(crate) struct SlowBody {
    piece: Bytes,
    left: usize,
    every: Duration,
    /// Starts at the first poll.
    pause: Option<Pin<Box<Sleep>>>,
    polled: Arc<AtomicUsize>,
}

impl SlowBody {
    pub(crate) fn new(piece: impl Into<Bytes>, pieces: usize, every: Duration) -> Self {
        Self { piece: piece.into(), left: pieces, every, pause: None, polled: Arc::default() }
    }

    /// Returns a body that never arrives.
    pub(crate) fn never() -> Self {
        Self::new("", 1, Duration::from_secs(1_000_000))
    }

    /// Returns the number of pieces that were read.
    pub(crate) fn polled(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.polled)
    }
}

impl Body for SlowBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if !self.every.is_zero() {
            let every = self.every;
            let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(every)));
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        self.left -= 1;
        self.polled.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    pub(crate) async fn start(webhook: Webhook, set: impl FnOnce(Serve) -> Serve) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").await.unwrap(), webhook, set)
    }

    /// Serves a webhook on a listener.
    pub(crate) fn listen(
        listener: TcpListener,
        webhook: Webhook,
        set: impl FnOnce(Serve) -> Serve,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = set(serve(listener, webhook)).until(async {
            let _ = stopped.await;
        });
        Self { address, stop, task: tokio::spawn(server.into_future()) }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Stops the server, and returns its task.
    pub(crate) fn stop(self) -> JoinHandle<Result<(), ServeError>> {
        self.stop.send(()).unwrap();
        self.task
    }

    /// Sends a body on a new connection.
    pub(crate) async fn send(&self, body: &str) -> StatusAndText {
        let mut stream = self.connect().await;
        stream.write_all(&http_post(body)).await.unwrap();
        read_response(&mut stream).await
    }
}

/// Returns the bytes of a request as Telegram sends it.
pub(crate) fn http_post(body: &str) -> Vec<u8> {
    format!(
        "POST / HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads one response. The status is 0 if the connection ends without one.
pub(crate) async fn read_response(stream: &mut TcpStream) -> StatusAndText {
    let read = async {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return (0, String::new());
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        while bytes.len() < end + length {
            if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                break;
            }
        }
        (head[9..12].parse().unwrap(), text_of(&bytes[end..]))
    };
    timeout(Duration::from_secs(15), read).await.expect("there is a response")
}

/// Reads until the connection ends or is reset.
pub(crate) async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = async { while stream.read_buf(&mut bytes).await.unwrap_or(0) > 0 {} };
    timeout(Duration::from_secs(15), read).await.expect("the connection ends");
    String::from_utf8_lossy(&bytes).into_owned()
}
