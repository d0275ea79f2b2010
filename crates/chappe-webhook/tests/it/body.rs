//! Bodies that are too large or too slow.

use std::{sync::atomic::Ordering, time::Duration};

use http::{Request, header};
use tokio::{
    io::AsyncWriteExt,
    time::{Instant, sleep},
};
use tower::ServiceExt;

use crate::support::{
    Drip, Log, Server, answer, http_post, message, ok, post, read_answer, read_to_end, send,
    webhook,
};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn body_limit_content_length() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut stream = server.connect().await;
    let head = format!("POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: {}\r\n\r\n", 64 * MIB);
    stream.write_all(head.as_bytes()).await.unwrap();
    // By its word alone; and nothing else is read from this connection.
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
    // 64 MiB in pieces of 64 KiB, of which no more is taken than is allowed,
    // and the one that is too much.
    let body = Drip::new(vec![b' '; 64 * 1024], 1024, Duration::ZERO);
    let polled = body.polled();
    let request = Request::post("/").body(body).unwrap();
    let refused = answer(webhook(&log).oneshot(request).await.unwrap()).await;
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
    assert!(sent < 1024, "all was read");
    let answer = read_to_end(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(server.send(&message(1, 7, "next")).await, ok("next"));
}

#[tokio::test]
async fn a_large_announcement_reserves_little() {
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
        // A byte each second: 15 s in all.
        (Drip::new(" ", 1000, Duration::from_secs(1)), 408, 15),
        // Nothing for 5 s.
        (Drip::new(" ", 1000, Duration::from_secs(6)), 408, 5),
        (Drip::never(), 408, 5),
        // In time, but no update.
        (Drip::new(" ", 3, Duration::from_secs(4)), 400, 12),
    ];
    for (body, status, seconds) in cases {
        let start = Instant::now();
        let request = Request::post("/").body(body).unwrap();
        let refused = answer(webhook.clone().oneshot(request).await.unwrap()).await;
        assert_eq!((refused, start.elapsed().as_secs()), ((status, String::new()), seconds));
    }
    assert_eq!(send(&webhook, message(1, 7, "next")).await, ok("next"));
}

#[tokio::test]
async fn a_slow_body_holds_up_nobody_else() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log).body_timeout(short, short), |serve| serve).await;
    let mut slow = server.connect().await;
    let request = http_post(&message(1, 7, "slow body"));
    slow.write_all(&request[..request.len() - 10]).await.unwrap();
    let start = Instant::now();
    assert_eq!(server.send(&message(2, 7, "next")).await, ok("next"));
    assert!(start.elapsed() < Duration::from_millis(250));
    assert_eq!(read_answer(&mut slow).await, (408, String::new()));
    assert_eq!(log.entries(), ["next"]);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_update() {
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
async fn only_json_by_its_own_word_is_read() {
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
        let given = webhook.clone().oneshot(request).await.unwrap().status();
        assert_eq!(given, status, "{media_type:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_under_way_share_a_budget_and_one_too_many_is_asked_for_again() {
    let log = Log::default();
    let webhook = webhook(&log).body_budget(1024 * 1024);
    // Each holds 200,000 bytes and waits for more.
    let body = || Drip::new(vec![b' '; 100_000], 9, Duration::from_secs(4));
    let unfinished: Vec<_> = (0..10)
        .map(|_| {
            let request = Request::post("/").body(body()).unwrap();
            tokio::spawn(webhook.clone().oneshot(request))
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(10)).await;
    // What comes in one piece is read all the same.
    assert_eq!(send(&webhook, message(1, 7, "hi")).await, ok("hi"));
    let mut statuses = Vec::new();
    for response in unfinished {
        statuses.push(answer(response.await.unwrap().unwrap()).await.0);
    }
    statuses.sort_unstable();
    statuses.dedup();
    assert_eq!(statuses, [408, 503]);
    let again = Request::post("/").body(body()).unwrap();
    let again = answer(webhook.oneshot(again).await.unwrap()).await.0;
    assert_eq!(again, 408, "the budget is free again");
}
