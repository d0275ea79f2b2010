//! Connections that do not behave.

use std::time::Duration;

use tokio::{
    io::AsyncWriteExt,
    time::{Instant, sleep, timeout},
};

use crate::support::{Log, Server, http_post, message, ok, read_answer, read_to_end, webhook};

/// Sends one update and takes the time.
async fn quick(server: &Server, update_id: i64) {
    let start = Instant::now();
    assert_eq!(server.send(&message(update_id, 7, "hi")).await, ok("hi"));
    let took = start.elapsed();
    assert!(took < Duration::from_millis(250), "{took:?}");
}

#[tokio::test]
async fn slow_header() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    let mut stream = server.connect().await;
    let start = Instant::now();
    let drip = async {
        let head = "POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 2\r\n".bytes();
        for byte in head.chain(std::iter::repeat(b'x')) {
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        start.elapsed()
    };
    let (ended, ()) = tokio::join!(timeout(Duration::from_secs(5), drip), quick(&server, 1));
    let ended = ended.expect("the connection is closed");
    assert!((300..1500).contains(&ended.as_millis()), "{ended:?}");
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let log = Log::default();
    let short = Duration::from_millis(200);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    let mut fresh = server.connect().await;
    let mut used = server.connect().await;
    used.write_all(&http_post(&message(1, 7, "hi"))).await.unwrap();
    assert_eq!(read_answer(&mut used).await, ok("hi"));
    let start = Instant::now();
    tokio::join!(read_to_end(&mut fresh), read_to_end(&mut used));
    let ended = start.elapsed();
    assert!((150..1500).contains(&ended.as_millis()), "{ended:?}");
}

#[tokio::test]
async fn idle_conns_1000() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut idle = Vec::new();
    for number in 0..1000 {
        let mut stream = server.connect().await;
        // Half of them begin to say something.
        if number % 2 == 0 {
            stream.write_all(b"POST / HT").await.unwrap();
        }
        idle.push(stream);
    }
    for update_id in 0..5 {
        quick(&server, update_id).await;
    }
    drop(idle);
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_until_one_ends() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve.connections(2)).await;
    let (first, second) = (server.connect().await, server.connect().await);
    let update = message(1, 7, "hi");
    let third = server.send(&update);
    let mut third = std::pin::pin!(third);
    assert!(timeout(Duration::from_millis(200), third.as_mut()).await.is_err());
    drop(first);
    assert_eq!(third.await, ok("hi"));
    drop(second);
}

#[tokio::test]
async fn rst_after_headers() {
    let log = Log::default();
    let server = Server::start(webhook(&log).replies(log.replies()), |serve| serve).await;
    let update = message(1, 7, "slow 300");
    let mut stream = server.connect().await;
    stream.write_all(&http_post(&update)).await.unwrap();
    log.reaches(1).await;
    stream.set_zero_linger().unwrap();
    drop(stream);
    log.reaches(3).await;
    // It counts as handled; Telegram's repetition is known.
    assert_eq!(server.send(&update).await, ok(""));
    assert_eq!(log.entries(), ["slow 300", "slow 300 done", "late slow 300"]);
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut stream = server.connect().await;
    for id in 0..3 {
        stream.write_all(&http_post(&message(id, 7, "hi"))).await.unwrap();
        assert_eq!(read_answer(&mut stream).await, ok("hi"));
    }
}

#[tokio::test]
async fn answers_that_nobody_reads_end_the_connection() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    let mut stream = server.connect().await;
    let requests = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n".repeat(1000);
    let flood = async { while stream.write_all(&requests).await.is_ok() {} };
    timeout(Duration::from_secs(5), flood).await.expect("the connection is closed");
    quick(&server, 1).await;
}
