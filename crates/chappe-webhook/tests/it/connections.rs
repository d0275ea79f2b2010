//! Slow, idle, excess and reset connections.

use std::{io::Write as _, time::Duration};

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

use crate::support::{Log, Server, http_post, message, ok, read_response, read_to_end, webhook};

/// Sends one update, and asserts that the response is fast.
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
    assert_eq!(read_response(&mut used).await, ok("hi"));
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
        // Half of them send the start of a request.
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
async fn connections_beyond_the_limit_wait_until_one_is_idle() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve.connections(2)).await;
    let mut streams = [server.connect().await, server.connect().await];
    for (id, stream) in (1..).zip(&mut streams) {
        stream.write_all(&http_post(&message(id, id, "slow 600"))).await.unwrap();
    }
    log.wait_for(2).await;
    let update = message(3, 7, "hi");
    let third = server.send(&update);
    let mut third = std::pin::pin!(third);
    assert!(timeout(Duration::from_millis(200), third.as_mut()).await.is_err());
    assert_eq!(third.await, ok("hi"));
    // Busy connections are not closed.
    for stream in &mut streams {
        assert_eq!(read_response(stream).await, ok("slow 600"));
    }
}

#[tokio::test]
async fn at_the_limit_an_idle_connection_is_closed_untrusted_ones_first() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve.connections(3)).await;
    let mut trusted = server.connect().await;
    trusted.write_all(&http_post(&message(1, 7, "hi"))).await.unwrap();
    assert_eq!(read_response(&mut trusted).await, ok("hi"));
    let mut untrusted = [server.connect().await, server.connect().await];
    sleep(Duration::from_millis(50)).await;
    quick(&server, 2).await;
    assert_eq!(
        read_to_end(&mut untrusted[0]).await,
        "",
        "the one that has been idle for longest is closed"
    );
    trusted.write_all(&http_post(&message(3, 7, "hi"))).await.unwrap();
    assert_eq!(read_response(&mut trusted).await, ok("hi"), "it was not closed");
}

#[tokio::test]
async fn a_request_that_arrived_before_its_connection_is_closed_is_answered() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve.connections(1)).await;
    let mut responses = Vec::new();
    for id in 0..20 {
        let mut first = server.connect().await;
        first.write_all(&http_post(&message(2 * id, 7, "hi"))).await.unwrap();
        assert_eq!(read_response(&mut first).await, ok("hi"));
        // Without an await in between, the server sees both at the same time.
        let second = std::net::TcpStream::connect(server.address).unwrap();
        let request = http_post(&message(2 * id + 1, 7, "again"));
        assert_eq!(first.try_write(&request).unwrap(), request.len());
        responses.push(read_response(&mut first).await);
        drop(second);
    }
    assert_eq!(responses, vec![ok("again"); 20]);
}

#[tokio::test]
async fn waiting_connections_with_a_request_are_answered_one_after_another() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve.connections(1)).await;
    // Without an await in between, the server sees all at the same time.
    let streams: Vec<_> = (0..20)
        .map(|id| {
            let mut stream = std::net::TcpStream::connect(server.address).unwrap();
            stream.write_all(&http_post(&message(id, id, "slow 20"))).unwrap();
            stream.set_nonblocking(true).unwrap();
            stream
        })
        .collect();
    let mut responses = Vec::new();
    for stream in streams {
        let mut stream = TcpStream::from_std(stream).unwrap();
        responses.push(read_response(&mut stream).await);
    }
    assert_eq!(responses, vec![ok("slow 20"); 20]);
}

#[tokio::test]
async fn rejected_requests_close_their_connections() {
    let log = Log::default();
    let webhook = webhook(&log).secret("s3cr3t");
    let server = Server::start(webhook, |serve| serve.connections(8)).await;
    let start = Instant::now();
    let mut clients = Vec::new();
    for id in 0..8 {
        let mut client = server.connect().await;
        client.write_all(&http_post(&message(id, 7, "hi"))).await.unwrap();
        let status = read_response(&mut client).await.0;
        clients.push((status, read_to_end(&mut client).await));
    }
    assert_eq!(clients, vec![(401, String::new()); 8]);
    assert!(start.elapsed() < Duration::from_secs(5), "too late: {:?}", start.elapsed());
}

#[tokio::test]
async fn limits_may_be_as_large_as_their_types() {
    let webhook = webhook(&Log::default())
        .body_limit(usize::MAX)
        .body_budget(usize::MAX)
        .body_timeout(Duration::MAX, Duration::MAX)
        .ack_deadline(Duration::MAX)
        .handler_timeout(Duration::MAX)
        .max_in_flight(usize::MAX)
        .max_running(usize::MAX)
        .remember(usize::MAX);
    let server = Server::start(webhook, |serve| {
        serve.connections(usize::MAX).header_timeout(Duration::MAX).drain(Duration::MAX)
    })
    .await;
    let body = message(1, 7, "hi");
    let (head, tail) = body.split_at(20);
    let mut stream = server.connect().await;
    let request = http_post(&body);
    stream.write_all(&request[..request.len() - tail.len()]).await.unwrap();
    assert_eq!(head.len(), 20);
    sleep(Duration::from_millis(50)).await;
    stream.write_all(tail.as_bytes()).await.unwrap();
    assert_eq!(read_response(&mut stream).await, ok("hi"));
    drop(stream);
    server.stop().await.unwrap().unwrap();
}

#[tokio::test]
async fn rst_after_headers() {
    let log = Log::default();
    let server = Server::start(webhook(&log).replies(log.replies()), |serve| serve).await;
    let update = message(1, 7, "slow 300");
    let mut stream = server.connect().await;
    stream.write_all(&http_post(&update)).await.unwrap();
    log.wait_for(1).await;
    stream.set_zero_linger().unwrap();
    drop(stream);
    log.wait_for(3).await;
    // The update counts as handled: Telegram's repetition is a duplicate.
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
        assert_eq!(read_response(&mut stream).await, ok("hi"));
    }
}

#[tokio::test]
async fn a_client_that_reads_no_responses_is_disconnected() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    let mut stream = server.connect().await;
    let requests = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n".repeat(1000);
    let flood = async { while stream.write_all(&requests).await.is_ok() {} };
    timeout(Duration::from_secs(5), flood).await.expect("the connection is closed");
    quick(&server, 1).await;
}
