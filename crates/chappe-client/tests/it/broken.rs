//! Connections that fail at each stage, on real sockets.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_client::{ApiServer, Backoff, Bot, Call, CallTimeoutLayer, RetryLayer};
use chappe_types::{EditMessageText, GetMe, SendMessage};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use wire::{Server, raw};

use crate::support::builder;

/// Reads one request.
async fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    // All of the requests here end with their one JSON object.
    while !request.ends_with(b"}") {
        let mut chunk = [0; 1024];
        let length = stream.read(&mut chunk).await.unwrap();
        assert!(length > 0, "the client sends a whole request");
        request.extend_from_slice(&chunk[..length]);
    }
}

/// Ends a connection with a reset.
fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
    drop(stream);
}

/// Starts a server that treats each connection by a function; returns the number of requests
/// that were read, too.
async fn breaking<F>(
    treat: impl Fn(TcpStream, Arc<AtomicUsize>) -> F + Send + 'static,
) -> (SocketAddr, Arc<AtomicUsize>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let read = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&read);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(treat(stream, Arc::clone(&counts)));
        }
    });
    (address, read)
}

async fn after_request(mut stream: TcpStream, read: Arc<AtomicUsize>) {
    read_request(&mut stream).await;
    read.fetch_add(1, Ordering::Relaxed);
    reset(stream);
}

async fn mid_response(mut stream: TcpStream, read: Arc<AtomicUsize>) {
    read_request(&mut stream).await;
    read.fetch_add(1, Ordering::Relaxed);
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":").await.unwrap();
    stream.flush().await.unwrap();
    sleep(Duration::from_millis(20)).await;
    reset(stream);
}

async fn blackhole(mut stream: TcpStream, read: Arc<AtomicUsize>) {
    read_request(&mut stream).await;
    read.fetch_add(1, Ordering::Relaxed);
    sleep(Duration::from_secs(60)).await;
}

/// A self-signed certificate.
async fn bad_certificate(stream: TcpStream, read: Arc<AtomicUsize>) {
    let certificate =
        rustls::pki_types::CertificateDer::from(&include_bytes!("data/certificate.der")[..]);
    let key =
        rustls::pki_types::PrivateKeyDer::try_from(&include_bytes!("data/key.der")[..]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    if tokio_rustls::TlsAcceptor::from(Arc::new(config)).accept(stream).await.is_ok() {
        read.fetch_add(1, Ordering::Relaxed);
    }
}

/// The methods of the matrix: one that sends, one that reads, one that edits.
fn calls() -> [Call; 3] {
    [
        Call::new(&SendMessage::new(1, "hi")),
        Call::new(&GetMe::new()),
        Call::new(&EditMessageText::new().chat_id(1).message_id(1).text("hi")),
    ]
}

fn bot_at(url: &str, retry: RetryLayer) -> Bot {
    Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new(url).unwrap())
        .retry(retry.backoff(Backoff::new(Duration::from_millis(10), Duration::from_millis(20))))
        .timeout(CallTimeoutLayer::default().ordinary(Duration::from_millis(300)))
        .connect_timeout(Duration::from_secs(2))
        .build()
        .unwrap()
}

/// Returns how often each call was read, and what its error reports.
async fn outcomes(url: &str, read: &AtomicUsize, retry: RetryLayer) -> Vec<(usize, &'static str)> {
    let mut outcomes = Vec::new();
    for call in calls() {
        let before = read.load(Ordering::Relaxed);
        let error = bot_at(url, retry).call(call).await.unwrap_err();
        let kind = match (error.is_not_sent(), error.is_ambiguous()) {
            (true, false) => "not sent",
            (false, true) => "ambiguous",
            _ => "neither",
        };
        outcomes.push((read.load(Ordering::Relaxed) - before, kind));
    }
    outcomes
}

#[tokio::test]
async fn retry_matrix() {
    let nowhere = AtomicUsize::new(0);
    let unsent = [(0, "not sent"); 3];
    // No process listens on a port that was just free.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = outcomes(&format!("http://{free}"), &nowhere, RetryLayer::default()).await;
    assert_eq!(refused, unsent, "refused");
    let unknown = outcomes("http://no-such-host.invalid", &nowhere, RetryLayer::default()).await;
    assert_eq!(unknown, unsent, "no such host");
    let (address, read) = breaking(bad_certificate).await;
    let url = format!("https://localhost:{}", address.port());
    assert_eq!(outcomes(&url, &read, RetryLayer::default()).await, unsent, "bad certificate");

    let ambiguous = [(1, "ambiguous"), (4, "ambiguous"), (4, "ambiguous")];
    let (address, read) = breaking(after_request).await;
    let url = format!("http://{address}");
    assert_eq!(outcomes(&url, &read, RetryLayer::default()).await, ambiguous, "after the request");
    let opted_in = outcomes(&url, &read, RetryLayer::default().ambiguous()).await;
    assert_eq!(opted_in, [(4, "ambiguous"); 3], "opted in");
    let (address, read) = breaking(mid_response).await;
    let url = format!("http://{address}");
    assert_eq!(outcomes(&url, &read, RetryLayer::default()).await, ambiguous, "mid-response");
    let (address, read) = breaking(blackhole).await;
    let url = format!("http://{address}");
    assert_eq!(outcomes(&url, &read, RetryLayer::default()).await, ambiguous, "blackhole");
}

#[tokio::test]
async fn a_connection_that_is_reset_before_anything_was_read_is_ambiguous() {
    // The request was written: whether the server read it is unknown.
    let connections = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&connections);
    let (address, read) = breaking(move |stream, _| {
        counts.fetch_add(1, Ordering::Relaxed);
        async move {
            sleep(Duration::from_millis(20)).await;
            reset(stream);
        }
    })
    .await;
    let url = format!("http://{address}");
    let outcomes = outcomes(&url, &read, RetryLayer::default()).await;
    assert_eq!(outcomes, [(0, "ambiguous"); 3]);
    assert_eq!(connections.load(Ordering::Relaxed), 1 + 4 + 4);
}

#[tokio::test]
async fn a_call_is_retried_until_it_connects() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let backoff = Backoff::new(Duration::from_millis(200), Duration::from_millis(200));
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new(&format!("http://{free}")).unwrap())
        .retry(RetryLayer::new(20).backoff(backoff))
        .build()
        .unwrap();
    let sending = tokio::spawn(bot.call(Call::new(&SendMessage::new(1, "hi"))));
    sleep(Duration::from_millis(300)).await;
    let listener = TcpListener::bind(free).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    read_request(&mut stream).await;
    let body = br#"{"ok":true,"result":true}"#;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    assert_eq!(sending.await.unwrap().unwrap().result(), b"true");
}

#[tokio::test(start_paused = true)]
async fn idle_connections_are_kept_for_30_s() {
    let opened = Arc::new(AtomicUsize::new(0));
    let server = Server::new(|_| async { Some(raw(200, r#"{"ok":true,"result":true}"#)) });
    let (counts, connector) = (Arc::clone(&opened), server.connector());
    let connector = tower::util::MapRequest::new(connector, move |uri: http::Uri| {
        counts.fetch_add(1, Ordering::Relaxed);
        uri
    });
    let bot = builder(&server).connector(connector).build().unwrap();
    let call = || bot.call(Call::named("logOut", chappe_client::Params::default()));
    let mut connections = Vec::new();
    for pause in [0, 1, 25, 40] {
        sleep(Duration::from_secs(pause)).await;
        call().await.unwrap();
        connections.push(opened.load(Ordering::Relaxed));
    }
    assert_eq!(connections, [1, 1, 1, 2]);
}
