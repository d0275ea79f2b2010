//! The shutdown of a server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Router, reply};
use chappe_webhook::{ServeError, Webhook};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{Instant, sleep},
};

use crate::support::{
    Log, Server, bot, http_post, message, ok, read_response, read_to_end, send, webhook,
};

#[tokio::test]
async fn idle_connections_do_not_delay_the_shutdown() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut fresh = server.connect().await;
    let mut half = server.connect().await;
    half.write_all(b"POST / HTTP/1.1\r\nHo").await.unwrap();
    let mut used = server.connect().await;
    used.write_all(&http_post(&message(1, 7, "hi"))).await.unwrap();
    assert_eq!(read_response(&mut used).await, ok("hi"));
    let start = Instant::now();
    server.stop().await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_millis(1500), "{took:?}");
    let ends =
        tokio::join!(read_to_end(&mut fresh), read_to_end(&mut half), read_to_end(&mut used));
    assert_eq!(ends, (String::new(), String::new(), String::new()));
}

#[tokio::test]
async fn without_connections_the_shutdown_is_immediate() {
    let server = Server::start(webhook(&Log::default()), |serve| serve).await;
    server.connect().await;
    sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    server.stop().await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_millis(300), "{took:?}");
}

#[tokio::test]
async fn requests_in_flight_are_answered_and_their_connections_closed() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut clients = JoinSet::new();
    for id in 0..50 {
        let mut stream = server.connect().await;
        clients.spawn(async move {
            stream.write_all(&http_post(&message(id, id, "slow 800"))).await.unwrap();
            (read_response(&mut stream).await, read_to_end(&mut stream).await)
        });
    }
    log.wait_for(50).await;
    let start = Instant::now();
    server.stop().await.unwrap().unwrap();
    let took = start.elapsed();
    assert!(took < Duration::from_millis(1500), "{took:?}");
    assert_eq!(clients.join_all().await, vec![(ok("slow 800"), String::new()); 50]);
}

#[tokio::test]
async fn a_response_that_is_being_written_is_completed() {
    // More than the buffers of the sockets hold.
    let app = Router::new("app").message(|m| m.on((), async || reply("x".repeat(1000 * 1000))));
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(16 * 1024).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(16).unwrap();
    let server = Server::listen(listener, Webhook::new(Dispatcher::new(app)), |serve| serve);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    stream.write_all(&http_post(&message(1, 7, "hi"))).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    let ends = server.stop();
    sleep(Duration::from_millis(1500)).await;
    let (status, text) = read_response(&mut stream).await;
    assert_eq!((status, text.len()), (200, 1000 * 1000));
    ends.await.unwrap().unwrap();
}

#[tokio::test]
async fn requests_in_the_backlog_are_answered() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let address = server.address;
    // On a single-threaded runtime, the server accepts none of them before it is stopped.
    let clients: Vec<TcpStream> = (0..20)
        .map(|id| {
            use std::io::Write as _;
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.write_all(&http_post(&message(id, id, "hi"))).unwrap();
            stream.set_nonblocking(true).unwrap();
            TcpStream::from_std(stream).unwrap()
        })
        .collect();
    let stopped = server.stop();
    for mut stream in clients {
        assert_eq!(read_response(&mut stream).await, ok("hi"));
    }
    stopped.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_body_that_arrives_after_the_grace_period_is_answered_503() {
    let log = Log::default();
    let server = Server::start(webhook(&log), |serve| serve).await;
    let mut streams = Vec::new();
    for id in [1, 2] {
        let request = http_post(&message(id, id, "hi"));
        let (head, rest) = request.split_at(request.len() - 10);
        let mut stream = server.connect().await;
        stream.write_all(head).await.unwrap();
        streams.push((stream, rest.to_vec()));
    }
    sleep(Duration::from_millis(50)).await;
    let stopped = server.stop();
    let mut responses = Vec::new();
    for (mut stream, rest) in streams {
        sleep(Duration::from_millis(responses.len() as u64 * 800)).await;
        stream.write_all(&rest).await.unwrap();
        responses.push(read_response(&mut stream).await);
    }
    assert_eq!(responses, [ok("hi"), (503, String::new())]);
    stopped.await.unwrap().unwrap();
}

#[tokio::test]
async fn no_update_starts_after_the_drain_and_shutdown_callbacks_run() {
    let log = Log::default();
    let ended = log.clone();
    let router = bot(&log).shutdown(move || {
        ended.note("shutdown");
        std::future::ready(())
    });
    let webhook = Webhook::new(Dispatcher::new(router));
    let short = Duration::from_millis(100);
    let server = Server::start(webhook.clone(), |serve| serve.drain(short)).await;
    let mut stream = server.connect().await;
    stream.write_all(&http_post(&message(1, 7, "slow 60000"))).await.unwrap();
    log.wait_for(1).await;
    server.stop().await.unwrap().unwrap();
    assert_eq!(send(&webhook, message(2, 8, "hi")).await, (503, String::new()));
    assert_eq!(log.entries(), ["slow 60000", "shutdown"]);
}

#[tokio::test]
async fn a_failed_startup_serves_nothing() {
    let fails = || std::future::ready(Err::<(), BoxError>("no".into()));
    let webhook = Webhook::new(Dispatcher::new(bot(&Log::default()).startup(fails)));
    let stopped = Server::start(webhook, |serve| serve).await.stop().await.unwrap();
    assert!(matches!(stopped, Err(ServeError::Startup(error)) if error.to_string() == "no"));
}

#[tokio::test]
async fn a_server_that_is_dropped_ends_its_connections() {
    let log = Log::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = chappe_webhook::serve(listener, webhook(&log)).until(std::future::pending());
    let task = tokio::spawn(server.into_future());
    let mut idle = TcpStream::connect(address).await.unwrap();
    let mut busy = TcpStream::connect(address).await.unwrap();
    busy.write_all(&http_post(&message(1, 7, "slow 100"))).await.unwrap();
    log.wait_for(1).await;
    let start = Instant::now();
    task.abort();
    assert_eq!(read_response(&mut busy).await, ok("slow 100"));
    assert_eq!(read_to_end(&mut idle).await, "");
    let took = start.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_draining_webhook_rejects_new_updates_and_finishes_those_in_flight() {
    let log = Log::default();
    let webhook = webhook(&log);
    let is_drained = Arc::new(AtomicBool::new(false));
    let update = message(1, 7, "slow 10000");
    let first = tokio::spawn({
        let (webhook, update) = (webhook.clone(), update.clone());
        async move { send(&webhook, update).await }
    });
    log.wait_for(1).await;
    let drain = tokio::spawn({
        let (webhook, is_drained) = (webhook.clone(), Arc::clone(&is_drained));
        async move {
            webhook.drain().await;
            is_drained.store(true, Ordering::Relaxed);
        }
    });
    sleep(Duration::from_secs(1)).await;
    assert_eq!(send(&webhook, message(2, 8, "hi")).await, (503, String::new()));
    assert!(!is_drained.load(Ordering::Relaxed));
    // A duplicate still joins an update in flight.
    assert_eq!(send(&webhook, update).await, ok(""));
    assert_eq!(first.await.unwrap(), ok("slow 10000"));
    drain.await.unwrap();
}
