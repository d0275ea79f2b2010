//! Requests without the secret are rejected.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request};
use loglines::Lines;
use tokio::{io::AsyncWriteExt, time::sleep};
use tower::ServiceExt;

use crate::support::{
    Log, Server, message, ok, post, read_response, send, status_and_text, webhook,
};

const HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

#[tokio::test]
async fn secret_matrix() {
    let log = Log::default();
    let long = "a".repeat(256);
    let longer = "a".repeat(257);
    let webhook = webhook(&log).secret("s3cr3t").also_secret(&long);
    let cases: [(&[&[u8]], u16); 15] = [
        (&[b"s3cr3t"], 200),
        (&[long.as_bytes()], 200),
        (&[], 401),
        (&[b""], 401),
        (&[b"s3cr3"], 401),
        (&[b"3cr3t"], 401),
        (&[b"s3cr3t1"], 401),
        (&[b"S3CR3T"], 401),
        (&[b"s3cr3t\tx"], 401),
        (&[longer.as_bytes()], 401),
        (&[&long.as_bytes()[1..]], 401),
        (&["s3cr\u{e9}t".as_bytes()], 401),
        (&[b"\xff\xfe"], 401),
        (&[b"s3cr3t", b"s3cr3t"], 401),
        (&[b"s3cr3t, s3cr3t"], 401),
    ];
    for (id, (values, status)) in (0..).zip(cases) {
        let mut request = post(message(id, 7, "hi"));
        for value in values {
            request.headers_mut().append(HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        let expected = if status == 200 { ok("hi") } else { (401, String::new()) };
        let actual = status_and_text(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(actual, expected, "{values:?}");
    }
    assert_eq!(log.entries(), ["hi", "hi"]);
}

#[tokio::test]
async fn secret_checked_before_body() {
    let log = Log::default();
    let server = Server::start(webhook(&log).secret("s3cr3t"), |serve| serve).await;
    let mut stream = server.connect().await;
    let head = "POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let answered = tokio::time::timeout(Duration::from_millis(500), read_response(&mut stream));
    assert_eq!(answered.await.unwrap(), (401, String::new()));

    // Nor in another server: the body must not be polled.
    let request = Request::post("/").body(Unread).unwrap();
    let refused = webhook(&log).secret("s3cr3t").oneshot(request).await.unwrap();
    assert_eq!(refused.status(), 401);
}

/// A body that panics when it is read.
struct Unread;

impl http_body::Body for Unread {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        panic!("the body was read")
    }
}

#[test]
fn secrets_do_not_show() {
    let shown = format!("{:?}", webhook(&Log::default()).secret("s3cr3t"));
    assert_eq!(shown.matches("s3cr3t").count(), 0);
}

#[tokio::test(start_paused = true)]
async fn wrong_secrets_are_logged_at_most_once_a_minute_with_their_number() {
    let webhook = webhook(&Log::default()).secret("s3cr3t");
    webhook.startup().await.unwrap();
    let (lines, _guard) = Lines::keep();
    let mut logged = Vec::new();
    // Seconds since the previous request.
    for (id, wait) in (1..).zip([0, 1, 57, 1, 1, 10, 600]) {
        sleep(Duration::from_secs(wait)).await;
        let mut request = post(message(id, 7, "hi"));
        request.headers_mut().insert(HEADER, HeaderValue::from_static("a-gu3ss"));
        let refused = status_and_text(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(refused, (401, String::new()));
        logged.push(lines.take());
    }
    let line = |refused: u64| {
        vec![format!(
            "WARN requests had no secret, or a wrong one, and were answered 401: if Telegram sent \
             them, `setWebhook` was called with another `secret_token`; `Webhook::register` sets \
             the right one refused={refused}"
        )]
    };
    let none = Vec::new;
    assert_eq!(logged, [line(1), none(), none(), none(), line(4), none(), line(2)]);
    assert_eq!(send(&webhook, message(9, 7, "hi")).await, (401, String::new()));
}
