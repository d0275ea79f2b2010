//! Request smuggling: requests that two servers may parse differently.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use crate::support::{Log, Server, http_post, message, ok, read_to_end, webhook};

/// The bytes that are sent, and the statuses of which one may be returned.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    statuses: &'static [&'static str],
}

/// Returns a request with these header lines and this body.
fn request(lines: &str, body: &str) -> Vec<u8> {
    format!("POST / HTTP/1.1\r\nHost: bot\r\n{lines}\r\n{body}").into_bytes()
}

/// Returns a chunked body with one chunk.
fn chunked(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

fn cases() -> Vec<Case> {
    let update = message(1, 7, "smuggled");
    let hidden = String::from_utf8(http_post(&message(2, 7, "hidden"))).unwrap();
    let length = update.len();
    let case = |name, bytes, statuses| Case { name, bytes, statuses };
    let lines = |lines: &str| request(lines, &update);
    vec![
        case(
            "a length and chunks: the chunks count, and the connection ends",
            request(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                &format!("0\r\n\r\n{hidden}"),
            ),
            &["400"],
        ),
        case(
            "chunks and a length",
            request(
                &format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
                &format!("0\r\n\r\n{hidden}"),
            ),
            &["400"],
        ),
        case(
            "two lengths",
            lines(&format!("Content-Length: {length}\r\nContent-Length: 0\r\n")),
            &["400"],
        ),
        case("a list of lengths", lines(&format!("Content-Length: {length}, 0\r\n")), &["400"]),
        case("a signed length", lines(&format!("Content-Length: +{length}\r\n")), &["400"]),
        case("a negative length", lines("Content-Length: -1\r\n"), &["400"]),
        case("a length in hexadecimal", lines("Content-Length: 0x10\r\n"), &["400"]),
        case("a length without end", lines("Content-Length: 99999999999999999999\r\n"), &["400"]),
        case("an unknown encoding", lines("Transfer-Encoding: gzip\r\n"), &["400"]),
        case("chunks that are not last", lines("Transfer-Encoding: chunked, gzip\r\n"), &["400"]),
        case(
            "a folded line",
            lines(&format!("X-A: b\r\n c\r\nContent-Length: {length}\r\n")),
            &["400"],
        ),
        case("a folded encoding", lines("Transfer-Encoding:\r\n chunked\r\n"), &["400"]),
        case(
            "a space before the colon",
            lines(&format!("Content-Length : {length}\r\n")),
            &["400"],
        ),
        case("a null in a header", lines("X-A: a\0b\r\n"), &["400"]),
        case("a bare carriage return", lines("X-A: a\rTransfer-Encoding: chunked\r\n"), &["400"]),
        case("10,000 headers", lines(&"X-A: b\r\n".repeat(10_000)), &["431"]),
        case("100 headers", lines(&"X-A: b\r\n".repeat(100)), &["431"]),
        case("a header of 64 KiB", lines(&format!("X-A: {}\r\n", "b".repeat(65_536))), &["431"]),
        case(
            "a path of 64 KiB",
            format!("POST /{} HTTP/1.1\r\nHost: bot\r\n\r\n", "a".repeat(65_536)).into_bytes(),
            &["414", "431"],
        ),
        case("HTTP/0.9", b"GET /\r\n\r\n".to_vec(), &["400"]),
        case("HTTP/0.9 with a body", format!("POST /\r\n{update}").into_bytes(), &["400"]),
        case("HTTP/3.0", b"POST / HTTP/3.0\r\n\r\n".to_vec(), &["400"]),
        case("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &["400"]),
        case(
            "the hello of TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            &["400"],
        ),
        case(
            "a chunk of too many bytes",
            request("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n"),
            &["400"],
        ),
        case(
            "a chunk without a size",
            request("Transfer-Encoding: chunked\r\n", "zz\r\n"),
            &["400"],
        ),
        case("CONNECT", b"CONNECT bot:443 HTTP/1.1\r\nHost: bot\r\n\r\n".to_vec(), &["404"]),
        case("an asterisk", b"OPTIONS * HTTP/1.1\r\nHost: bot\r\n\r\n".to_vec(), &["404"]),
    ]
}

#[tokio::test]
async fn h1_smuggling_corpus() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    for (number, Case { name, bytes, statuses }) in (100..).zip(cases()) {
        let mut stream = server.connect().await;
        // The server may close the connection before all is written.
        let _ = stream.write_all(&bytes).await;
        let responses = read_to_end(&mut stream).await;
        let actual: Vec<&str> = responses
            .match_indices("HTTP/1.1 ")
            .map(|(at, _)| &responses[at + 9..at + 12])
            .collect();
        let refused = actual.is_empty() || actual.len() == 1 && statuses.contains(&actual[0]);
        assert!(refused, "{name}: {actual:?}, not {statuses:?}");
        let text = format!("after {name}");
        assert_eq!(server.send(&message(number, 7, &text)).await, ok(&text));
    }
    let strange: Vec<String> =
        log.entries().into_iter().filter(|entry| !entry.starts_with("after ")).collect();
    assert_eq!(strange, [""; 0]);
}

#[tokio::test]
async fn legal_but_rare_requests_run_once() {
    let log = Log::default();
    let short = Duration::from_millis(300);
    let server = Server::start(webhook(&log), |serve| serve.header_timeout(short)).await;
    let update = |id| message(id, 7, "hi");
    let length = update(1).len();
    let hidden = String::from_utf8(http_post(&message(6, 7, "hidden"))).unwrap();
    let requests = [
        format!(
            "POST http://other/ HTTP/1.1\r\nHost: bot\r\nContent-Length: {length}\r\n\r\n{}",
            update(1)
        ),
        format!("POST / HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{}", update(2)),
        String::from_utf8(request("Transfer-Encoding: chunked\r\n", &chunked(&update(3)))).unwrap(),
        String::from_utf8(request(
            &format!("Expect: 100-continue\r\nContent-Length: {length}\r\n"),
            &update(4),
        ))
        .unwrap(),
        // Both a length and chunks: the chunks count, and trailing bytes are ignored.
        String::from_utf8(request(
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            &format!("{}{hidden}", chunked(&update(5))),
        ))
        .unwrap(),
    ];
    for request in requests {
        let mut stream = server.connect().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read_to_end(&mut stream).await;
        assert_eq!(answer.matches(" 200 OK").count(), 1, "{request}: {answer}");
    }
    assert_eq!(log.entries(), ["hi"; 5]);
}
