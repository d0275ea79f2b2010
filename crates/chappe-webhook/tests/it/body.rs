//! Bodies that are too large, too slow or truncated.

use std::{sync::atomic::Ordering, time::Duration};

use http::{Request, header};
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, sleep},
};
use tower::ServiceExt;

use crate::support::{
    Log, Server, SlowBody, http_post, message, ok, post, read_response, read_to_end, send,
    status_and_text, webhook,
};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn body_limit_content_length() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut stream = server.connect().await;
    let head = format!("POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: {}\r\n\r\n", 64 * MIB);
    stream.write_all(head.as_bytes()).await.unwrap();
    // Rejected by the header alone; nothing else is read from this connection.
    let answer = read_to_end(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    let update = message(1, 7, "hi");
    let exact = webhook(&log).body_limit(update.len());
    assert_eq!(send(&exact, update.clone()).await, ok("hi"));
    let one_less = webhook(&log).body_limit(update.len() - 1);
    assert_eq!(send(&one_less, update).await, (413, String::new()));
}

#[tokio::test]
async fn body_limit_chunked() {
    let log = Log::default();
    // 64 MiB in pieces of 64 KiB. Reading stops at the piece that exceeds the limit.
    let body = SlowBody::new(vec![b' '; 64 * 1024], 1024, Duration::ZERO);
    let polled = body.polled();
    let request = Request::post("/").body(body).unwrap();
    let refused = status_and_text(webhook(&log).oneshot(request).await.unwrap()).await;
    assert_eq!(refused, (413, String::new()));
    assert_eq!(polled.load(Ordering::Relaxed), 17);

    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut stream = server.connect().await;
    let head = "POST / HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 64 * 1024], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 1024 && stream.write_all(&chunk).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 1024, "the whole body was read");
    let answer = read_to_end(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(server.send(&message(1, 7, "next")).await, ok("next"));
}

#[tokio::test]
async fn a_large_content_length_reserves_little_memory() {
    let log = Log::default();
    let server = Server::start(webhook(&log).body_limit(usize::MAX), |serve| serve).await;
    let mut stream = server.connect().await;
    let head = format!("POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: {}\r\n\r\n", 1_u64 << 60);
    stream.write_all(head.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(server.send(&message(1, 7, "next")).await, ok("next"));
}

#[tokio::test(start_paused = true)]
#[expect(non_snake_case, reason = "one byte a second")]
async fn slow_body_1Bps() {
    let log = Log::default();
    let webhook = webhook(&log);
    let cases = [
        // A byte per second: the total of 15 s elapses.
        (SlowBody::new(" ", 1000, Duration::from_secs(1)), 408, 15),
        // No byte for 5 s.
        (SlowBody::new(" ", 1000, Duration::from_secs(6)), 408, 5),
        (SlowBody::never(), 408, 5),
        // In time, but not an update.
        (SlowBody::new(" ", 3, Duration::from_secs(4)), 400, 12),
    ];
    for (body, status, seconds) in cases {
        let start = Instant::now();
        let request = Request::post("/").body(body).unwrap();
        let refused = status_and_text(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!((refused, start.elapsed().as_secs()), ((status, String::new()), seconds));
    }
    assert_eq!(send(&webhook, message(1, 7, "next")).await, ok("next"));
}

#[tokio::test]
async fn a_slow_body_delays_no_other_request() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log).body_timeout(short, short), |serve| serve).await;
    let mut slow = server.connect().await;
    let request = http_post(&message(1, 7, "slow body"));
    slow.write_all(&request[..request.len() - 10]).await.unwrap();
    let start = Instant::now();
    assert_eq!(server.send(&message(2, 7, "next")).await, ok("next"));
    assert!(start.elapsed() < Duration::from_millis(250));
    assert_eq!(read_response(&mut slow).await, (408, String::new()));
    assert_eq!(log.entries(), ["next"]);
}

#[tokio::test]
async fn a_truncated_body_is_not_an_update() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut stream = server.connect().await;
    let request = http_post(&message(1, 7, "hi"));
    stream.write_all(&request[..request.len() - 1]).await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(server.send(&message(1, 7, "hi")).await, ok("hi"));
    assert_eq!(log.entries(), ["hi"]);
}

#[tokio::test]
async fn only_a_json_content_type_is_accepted() {
    let webhook = webhook(&Log::default());
    let cases = [
        (None, 200),
        (Some("application/json"), 200),
        (Some("application/JSON; charset=utf-8"), 200),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("application/jsonp"), 415),
        (Some(""), 415),
    ];
    for (media_type, status) in cases {
        let mut request = post(message(1, 7, "hi"));
        request.headers_mut().remove(header::CONTENT_TYPE);
        if let Some(media_type) = media_type {
            request.headers_mut().insert(header::CONTENT_TYPE, media_type.parse().unwrap());
        }
        let actual = webhook.clone().oneshot(request).await.unwrap().status();
        assert_eq!(actual, status, "{media_type:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_that_are_being_read_share_a_budget_and_one_beyond_it_is_answered_503() {
    let log = Log::default();
    let webhook = webhook(&log).body_budget(1024 * 1024);
    // Each body reserves 200,000 bytes and waits for more.
    let body = || SlowBody::new(vec![b' '; 100_000], 9, Duration::from_secs(4));
    let unfinished: Vec<_> = (0..10)
        .map(|_| {
            let request = Request::post("/").body(body()).unwrap();
            tokio::spawn(webhook.clone().oneshot(request))
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(10)).await;
    // A body in one frame needs no budget.
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, ok("hi"));
    let mut statuses = Vec::new();
    for response in unfinished {
        statuses.push(status_and_text(response.await.unwrap().unwrap()).await.0);
    }
    statuses.sort_unstable();
    statuses.dedup();
    assert_eq!(statuses, [408, 503]);
    let again = Request::post("/").body(body()).unwrap();
    let again = status_and_text(webhook.oneshot(again).await.unwrap()).await.0;
    assert_eq!(again, 408, "the budget is available again");
}
