//! Calls through proxies, on real sockets.

use std::net::SocketAddr;

use chappe_client::{ApiServer, Bot, Call, Params, Proxy};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use wire::{Server, ok};

/// A bot of a server whose name only a proxy can resolve.
fn bot_through(proxy: &str) -> Bot {
    Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test:8081").unwrap())
        .proxy(Proxy::new(proxy).unwrap())
        .retry(None)
        .build()
        .unwrap()
}

async fn calls(bot: &Bot) -> Result<Vec<u8>, chappe_client::Error> {
    let call = Call::named("logOut", Params::default());
    bot.call(call).await.map(|answer| answer.result().to_vec())
}

/// An HTTP proxy that connects every `CONNECT` to one address; reports the requests.
async fn http_proxy(to: SocketAddr) -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, reports) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap();
            let is_known = head.to_lowercase().contains("proxy-authorization: basic dxnlcjpwyxnz");
            sender.send(head).unwrap();
            if is_known {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let mut there = TcpStream::connect(to).await.unwrap();
                tokio::spawn(async move { copy_bidirectional(&mut stream, &mut there).await });
            } else {
                stream
                    .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                    .await
                    .unwrap();
            }
        }
    });
    (address, reports)
}

/// A SOCKS5 proxy that connects every connection to one address; reports the user, the password
/// and the requested host.
async fn socks_proxy(to: SocketAddr) -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, reports) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let [version, methods] =
                [stream.read_u8().await.unwrap(), stream.read_u8().await.unwrap()];
            let mut offered = vec![0; methods.into()];
            stream.read_exact(&mut offered).await.unwrap();
            assert_eq!((version, offered.contains(&2)), (5, true));
            stream.write_all(&[5, 2]).await.unwrap();
            assert_eq!(stream.read_u8().await.unwrap(), 1);
            let user = text(&mut stream).await;
            let password = text(&mut stream).await;
            stream.write_all(&[1, 0]).await.unwrap();
            let mut head = [0; 4];
            stream.read_exact(&mut head).await.unwrap();
            // Connect, to a name.
            assert_eq!(head, [5, 1, 0, 3]);
            let host = text(&mut stream).await;
            let port = stream.read_u16().await.unwrap();
            sender.send(format!("{user} {password} {host}:{port}")).unwrap();
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
            let mut there = TcpStream::connect(to).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut there).await });
        }
    });
    (address, reports)
}

/// Reads a text after its length.
async fn text(stream: &mut TcpStream) -> String {
    let length = stream.read_u8().await.unwrap();
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

async fn telegram() -> SocketAddr {
    Server::new(|_| async { Some(ok(true)) }).listen().await.unwrap()
}

#[tokio::test]
async fn calls_go_through_an_http_proxy() {
    let (proxy, mut reports) = http_proxy(telegram().await).await;
    let bot = bot_through(&format!("http://user:pass@{proxy}"));
    assert_eq!(calls(&bot).await.unwrap(), b"true");
    let head = reports.recv().await.unwrap();
    assert!(head.starts_with("CONNECT telegram.test:8081 HTTP/1.1\r\n"), "{head}");
}

#[tokio::test]
async fn calls_go_through_a_socks_proxy_that_resolves_the_name() {
    let (proxy, mut reports) = socks_proxy(telegram().await).await;
    let bot = bot_through(&format!("socks5h://user:pass@{proxy}"));
    assert_eq!(calls(&bot).await.unwrap(), b"true");
    assert_eq!(reports.recv().await.unwrap(), "user pass telegram.test:8081");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_an_error_without_the_password() {
    let (proxy, _reports) = http_proxy(telegram().await).await;
    let error =
        calls(&bot_through(&format!("http://user:wrong-password@{proxy}"))).await.unwrap_err();
    assert!(error.is_not_sent(), "{error}");
    assert!(!format!("{error:?}").contains("wrong-password"));
}

#[test]
fn only_urls_of_proxies_are_accepted() {
    let urls = [
        "http://127.0.0.1:99999",
        "socks5://127.0.0.1:",
        "",
        "127.0.0.1:8080",
        "ftp://127.0.0.1",
        "https://127.0.0.1",
        "socks5://",
        "http://",
    ];
    let taken: Vec<&str> = urls.into_iter().filter(|url| Proxy::new(url).is_ok()).collect();
    assert_eq!(taken, Vec::<&str>::new());
}
