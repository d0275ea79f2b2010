//! Bodies that are not updates, and updates of unknown kinds.

use std::time::Duration;

use tokio::time::timeout;

use crate::support::{Log, StatusAndText, message, ok, send, webhook};

#[tokio::test]
async fn malformed_json_corpus() {
    let log = Log::default();
    let webhook = webhook(&log);
    let good = message(1, 7, "hi");
    let with_bom = format!("\u{feff}{good}").into_bytes();
    let utf_16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let trailing = format!("{good}{good}").into_bytes();
    let null_at_the_end = format!("{good}\0").into_bytes();
    let bad: [&[u8]; 22] = [
        b"",
        b" ",
        b"null",
        b"[]",
        b"[{\"update_id\":1}]",
        b"\"update_id\"",
        b"7",
        b"{}",
        b"{\"message\":{}}",
        b"{\"update_id\":null}",
        b"{\"update_id\":\"1\"}",
        b"{\"update_id\":1.5}",
        b"{\"update_id\":NaN}",
        b"{\"update_id\":1e400}",
        b"{\"update_id\":99999999999999999999}",
        b"{\"update_id\":1,}",
        b"{'update_id':1}",
        b"{\"update_id\":1,\"telepathy\":\"\xff\"}",
        &with_bom,
        &utf_16,
        &trailing,
        &null_at_the_end,
    ];
    for body in bad {
        let shown = String::from_utf8_lossy(body).into_owned();
        assert_eq!(send(&webhook, body.to_vec()).await, (400, String::new()), "{shown}");
    }
    for end in 0..good.len() {
        let truncated = good.as_bytes()[..end].to_vec();
        assert_eq!(send(&webhook, truncated).await, (400, String::new()), "the first {end} bytes");
    }
    assert_eq!(log.entries(), [""; 0]);
    assert_eq!(send(&webhook, good).await, ok("hi"));
}

#[tokio::test]
async fn duplicated_keys_are_harmless() {
    let webhook = webhook(&Log::default());
    assert_eq!(send(&webhook, r#"{"update_id":1,"update_id":2}"#).await, ok(""));
    let good = message(3, 7, "hi");
    let with_two_texts = good.replacen(r#""text":"#, r#""text":"?","text":"#, 1);
    assert_eq!(send(&webhook, with_two_texts).await.0, 200);
}

#[tokio::test]
async fn unknown_kind_is_acknowledged() {
    let webhook = webhook(&Log::default());
    assert_eq!(send(&webhook, r#"{"update_id":1,"telepathy":{"thought":"?"}}"#).await, ok(""));
    assert_eq!(send(&webhook, r#"{"update_id":2}"#).await, ok(""));
    assert_eq!(send(&webhook, message(3, 7, "hi")).await, ok("hi"));
}

#[tokio::test]
async fn bad_message_payload_not_blocking() {
    let log = Log::default();
    let webhook = webhook(&log);
    let bad = r#"{"update_id":1,"message":{"message_id":"?","date":[],"chat":{"id":7,"type":1}}}"#;
    let (bad, good) = timeout(Duration::from_secs(1), async {
        tokio::join!(send(&webhook, bad), send(&webhook, message(2, 7, "hi")))
    })
    .await
    .unwrap();
    assert_eq!((bad, good), (ok(""), ok("hi")));
    assert_eq!(log.entries(), ["hi"]);
}

/// Sends a body from a thread with a stack of 256 KiB, then a message.
fn on_a_small_stack(document: String) -> (StatusAndText, StatusAndText) {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async move {
            let webhook = webhook(&Log::default());
            (send(&webhook, document).await, send(&webhook, message(2, 7, "hi")).await)
        })
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap().join().unwrap()
}

/// Returns JSON as deep as 1 MiB allows, at most 500,000 levels.
fn nested(open: &str, close: &str) -> String {
    let levels = (1024 * 1024 - 200) / (open.len() + close.len());
    let levels = levels.min(500_000);
    format!("{}1{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn deep_json_array() {
    let document = format!(r#"{{"update_id":1,"telepathy":{}}}"#, nested("[", "]"));
    assert_eq!(on_a_small_stack(document), ((400, String::new()), ok("hi")));
}

#[test]
fn deep_json_object() {
    let document = format!(r#"{{"update_id":1,"telepathy":{}}}"#, nested(r#"{"a":"#, "}"));
    assert_eq!(on_a_small_stack(document), ((400, String::new()), ok("hi")));
}

#[test]
fn deep_json_reply_to() {
    let open = r#"{"message_id":1,"date":0,"chat":{"id":7,"type":"private"},"reply_to_message":"#;
    let document = format!(r#"{{"update_id":1,"message":{}}}"#, nested(open, "}"));
    assert_eq!(on_a_small_stack(document), ((400, String::new()), ok("hi")));
}
