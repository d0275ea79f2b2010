//! Large requests, whose cost must grow linearly.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::Stage;

/// Exceeds the time of each, and less than quadratic cost would take.
const LONG: Duration = Duration::from_secs(8);

/// The size of a text, in bytes.
const LENGTH: usize = 64 * 1024;

#[tokio::test]
async fn long_texts_are_rejected_quickly_in_any_markup() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let pieces = [
        "[",
        "](",
        "*",
        "_",
        "__",
        "~",
        "||",
        "`",
        "```",
        "\\",
        "<b>",
        "<",
        "&",
        "<a href=",
        "</",
        "<pre><code>",
        "@",
        "#",
        "/",
        "$",
        "a.b",
        "http://",
        "a@",
        "1",
        "(",
        ">",
        "\n>",
        "![",
        "-",
        "x ",
        ".",
        ":",
        "tg://",
        "a.de/(",
        "**>",
    ];
    for mode in ["HTML", "MarkdownV2", "Markdown", "none"] {
        for piece in pieces {
            let text = piece.repeat(LENGTH / piece.len());
            let params = json!({"chat_id": stage.alice, "text": text, "parse_mode": mode});
            let began = Instant::now();
            let answer = stage.call("sendMessage", params).await;
            assert!(began.elapsed() < LONG, "{mode} {piece:?}: {:?}", began.elapsed());
            assert_eq!(answer.unwrap_err().0, 400, "{mode} {piece:?}");
        }
    }
}

#[tokio::test]
async fn deeply_nested_values_are_checked_quickly() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let nested = |open: &str, close: &str, inner: &str, times: usize| {
        [open.repeat(times), inner.to_owned(), close.repeat(times)].concat()
    };
    let texts = [
        nested("[", "]", "true", 100),
        nested(r#"{"type":"bold","text":"#, "}", "true", 100),
        nested(r#"{"type":"bold","text":["#, "]}", r#"{"type":"bold"}"#, 50),
        nested(r#"{"text":["#, r#"],"type":"none"}"#, "true", 50),
    ];
    let blocks = [
        nested("[", "]", "true", 100),
        nested(r#"{"type":"block_quotation","blocks":["#, "]}", "true", 50),
        nested(r#"{"blocks":["#, r#"],"type":"details"}"#, "true", 50),
        nested(r#"{"type":"list","items":[{"blocks":["#, "]}]}", "true", 30),
    ];
    let texts = texts.iter().map(|text| format!(r#"[{{"type":"paragraph","text":{text}}}]"#));
    let blocks = blocks.iter().map(|block| format!("[{block}]"));
    for blocks in texts.chain(blocks) {
        let blocks: Value = serde_json::from_str(&blocks).unwrap();
        let params = json!({"chat_id": stage.alice, "rich_message": {"blocks": blocks}});
        let began = Instant::now();
        let path = "/bot42:token/sendRichMessage";
        let (status, answer) = stage.request(Method::POST, path, params).await;
        assert!(began.elapsed() < LONG, "{blocks}: {:?}", began.elapsed());
        assert_eq!(status.as_u16(), 400, "{blocks}: {answer}");
    }
}

#[tokio::test]
async fn forms_of_many_parts_and_long_boundaries_are_parsed_quickly() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let boundary = "-".repeat(70);
    let part = "Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n\r\n";
    let forms = [
        format!("--x\r\n{}--x--", format!("{part}--x\r\n").repeat(100_000)),
        "-".repeat(8 * 1024 * 1024),
        format!("--{boundary}\r\n{part}{}", "-".repeat(8 * 1024 * 1024)),
    ];
    for (form, status) in forms.into_iter().zip([413, 400, 400]) {
        let boundary = if form.starts_with("--x") { "x" } else { &boundary };
        let request = http::Request::post("/bot42:token/sendDocument?chat_id=1")
            .header("content-type", format!("multipart/form-data; boundary={boundary}"))
            .body(http_body_util::Full::<bytes::Bytes>::from(form))
            .unwrap();
        let began = Instant::now();
        let answer = tower::ServiceExt::oneshot(stage.emulator.clone(), request).await.unwrap();
        assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
        assert_eq!(answer.status().as_u16(), status);
    }
}
