//! Which requests are answered: those for hosts of this machine, and those of the
//! emulator's own page.

use bytes::Bytes;
use chappe_emulator::Emulator;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tower::ServiceExt as _;

/// A request line for each route.
const ROUTES: [&str; 8] = [
    "GET / HTTP/1.1",
    "GET /app.js HTTP/1.1",
    "GET /bot42:token/getMe HTTP/1.1",
    "POST /bot42:token/getMe HTTP/1.1",
    "GET /file/bot42:token/documents/file_0.txt HTTP/1.1",
    "GET /emu/v1/state HTTP/1.1",
    "POST /emu/v1/users?first_name=Eve HTTP/1.1",
    "GET /emu/v1/events HTTP/1.1",
];

/// Sends a request with these lines on a new connection. Returns the status and the body of
/// the response; the body of an upgraded connection is empty.
async fn ask(emulator: &Emulator, line: &str, headers: &str) -> (u16, String) {
    let running = emulator.clone().start().await.unwrap();
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    let upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: Upgrade\r\n";
    let more = if line.contains("/events") { upgrade } else { "Connection: close\r\n" };
    let request = format!("{line}\r\n{headers}{more}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while !answer.starts_with(b"HTTP/1.1 101") {
        match stream.read(&mut piece).await.unwrap() {
            0 => break,
            read => answer.extend_from_slice(&piece[..read]),
        }
        if line.contains("/events") && answer.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), body.to_owned())
}

/// The routes that refuse a request with these headers.
async fn refusing(emulator: &Emulator, headers: &str) -> Vec<&'static str> {
    let mut refusing = Vec::new();
    for line in ROUTES {
        if ask(emulator, line, headers).await.0 == 403 {
            refusing.push(line);
        }
    }
    refusing
}

#[tokio::test]
async fn only_hosts_of_this_machine_are_answered_on_every_route() {
    let emulator = Emulator::new();
    let answered = [
        "localhost",
        "localhost:8081",
        "LocalHost:1",
        "localhost.",
        "bot.localhost:8081",
        "127.0.0.1",
        "127.0.0.1:8081",
        "127.8.9.10:8081",
        "[::1]",
        "[::1]:8081",
    ];
    for host in answered {
        let refused = refusing(&emulator, &format!("Host: {host}\r\n")).await;
        assert_eq!(refused, [""; 0], "{host}");
    }
    let strange = [
        "evil.test",
        "evil.test:8081",
        "127.0.0.1.evil.test",
        "localhost.evil.test",
        "evil-localhost",
        "evil@localhost",
        "localhost@evil.test",
        "0.0.0.0:8081",
        "128.0.0.1",
        "192.168.0.7:8081",
        "[::2]:8081",
        "[::]",
        ":8081",
        "/",
    ];
    for host in strange {
        let refused = refusing(&emulator, &format!("Host: {host}\r\n")).await;
        assert_eq!(refused, ROUTES, "{host}");
    }
}

#[tokio::test]
async fn every_host_header_and_the_address_itself_must_be_of_this_machine() {
    let emulator = Emulator::new();
    let twice = "Host: localhost\r\nHost: evil.test\r\n";
    assert_eq!(refusing(&emulator, twice).await, ROUTES);
    let line = "GET http://evil.test/emu/v1/state HTTP/1.1";
    assert_eq!(ask(&emulator, line, "Host: localhost\r\n").await.0, 403);
    let line = "GET http://localhost/emu/v1/state HTTP/1.1";
    assert_eq!(ask(&emulator, line, "Host: localhost\r\n").await.0, 200);
}

#[tokio::test]
async fn a_request_without_a_host_is_refused_unless_its_version_is_1_0() {
    let emulator = Emulator::new();
    let (status, body) = ask(&emulator, "GET /emu/v1/state HTTP/1.1", "").await;
    let response = json!({
        "ok": false, "error_code": 400, "description": "Bad Request: the Host header is missing",
    });
    assert_eq!((status, serde_json::from_str(&body).ok()), (400, Some(response)));
    let (status, _) = ask(&emulator, "GET /emu/v1/state HTTP/1.0", "").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_refusal_names_the_flag_and_has_no_effect() {
    let emulator = Emulator::new();
    let line = "POST /emu/v1/users?first_name=Eve HTTP/1.1";
    let (status, body) = ask(&emulator, line, "Host: evil.test:8081\r\n").await;
    let response = json!({
        "ok": false,
        "error_code": 403,
        "description": "Forbidden: this emulator does not answer for the host `evil.test:8081`; \
            to allow it, start it with `--host evil.test:8081`, or in Rust, use `Emulator::host`",
    });
    assert_eq!((status, serde_json::from_str(&body).ok()), (403, Some(response)));
    let (_, state) = ask(&emulator, "GET /emu/v1/state HTTP/1.1", "Host: localhost\r\n").await;
    let state: Value = serde_json::from_str(&state).unwrap();
    assert_eq!(state["users"], json!([]));
}

#[tokio::test]
async fn an_added_host_is_answered_too() {
    let emulator = Emulator::new().host("Emulator").host("192.168.0.7:1").host("FD00:0::7");
    for host in ["emulator", "EMULATOR:8081", "192.168.0.7:8081", "[fd00::7]:8081", "localhost"] {
        let refused = refusing(&emulator, &format!("Host: {host}\r\n")).await;
        assert_eq!(refused, [""; 0], "{host}");
    }
    for host in ["evil.test", "emulator.evil.test", "sub.emulator", "192.168.0.8"] {
        let refused = refusing(&emulator, &format!("Host: {host}\r\n")).await;
        assert_eq!(refused, ROUTES, "{host}");
    }
}

#[tokio::test]
async fn adding_an_invalid_host_panics() {
    let is_refused = |name: &str| {
        let name = name.to_owned();
        std::panic::catch_unwind(move || drop(Emulator::new().host(name))).is_err()
    };
    let refused = ["http://emulator", "a/b", "me@emulator", "", "two words"].map(is_refused);
    assert_eq!(refused, [true; 5]);
}

#[tokio::test]
async fn pages_of_other_sites_are_refused_on_every_route() {
    let emulator = Emulator::new();
    let refused = [
        "Origin: https://evil.test\r\n",
        "Origin: null\r\n",
        "Origin: http://localhost:3000\r\n",
        "Origin: http://localhost\r\n",
        "Origin: http://127.0.0.1:8081\r\n",
        "Origin: file://localhost:8081\r\n",
        "Origin: http://localhost:8081\r\nOrigin: http://evil.test\r\n",
        "Origin: http://localhost:8081\r\nSec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n",
    ];
    for headers in refused {
        let refused = refusing(&emulator, &format!("Host: localhost:8081\r\n{headers}")).await;
        assert_eq!(refused, ROUTES, "{headers}");
    }
    let served = [
        "",
        "Origin: http://localhost:8081\r\n",
        "Origin: https://LOCALHOST:8081\r\n",
        "Sec-Fetch-Site: same-origin\r\n",
        "Sec-Fetch-Site: none\r\n",
        "Sec-Fetch-Mode: cors\r\n",
    ];
    for headers in served {
        let refused = refusing(&emulator, &format!("Host: localhost:8081\r\n{headers}")).await;
        assert_eq!(refused, [""; 0], "{headers}");
    }
}

#[tokio::test]
async fn a_request_without_a_network_needs_no_host_and_one_from_a_page_is_refused() {
    let emulator = Emulator::new();
    let asked = [
        ("/emu/v1/state", None, 200),
        ("http://emulator.test/emu/v1/state", None, 200),
        ("/emu/v1/state", Some(("host", "localhost:8081")), 200),
        ("http://emulator.test/emu/v1/state", Some(("origin", "http://emulator.test")), 200),
        // A proxy may forward the absolute URL of the original request.
        ("/emu/v1/state", Some(("host", "evil.test")), 403),
        ("/emu/v1/state", Some(("origin", "http://evil.test")), 403),
        ("/emu/v1/state", Some(("sec-fetch-site", "cross-site")), 403),
    ];
    for (uri, header, expected) in asked {
        let mut request = Request::get(uri);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let request = request.body(Full::<Bytes>::default()).unwrap();
        let answer = emulator.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{uri} {header:?}");
        answer.into_body().collect().await.unwrap();
    }
}

#[tokio::test]
async fn the_url_of_an_emulator_on_all_addresses_is_one_of_this_machine() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let running = Emulator::new().listen(listener).unwrap();
    assert_eq!(running.url(), format!("http://127.0.0.1:{}", running.address().port()));
}
