//! Rich messages.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

/// The blocks of a rich message that the bot sends.
async fn blocks(stage: &Stage, rich: Value) -> Value {
    let send = json!({"chat_id": stage.alice, "rich_message": rich});
    let sent = stage.call("sendRichMessage", send).await.unwrap();
    sent["rich_message"]["blocks"].clone()
}

#[tokio::test]
async fn html_becomes_blocks() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let item = |text: &str| json!([{"type": "paragraph", "text": text}]);
    let table = [
        (
            "<h2>A &amp; <i>B</i></h2>",
            json!([{"type": "heading", "size": 2, "text": ["A & ", {"type": "italic", "text": "B"}]}]),
        ),
        ("one\n two<hr/>", json!([{"type": "paragraph", "text": "one two"}, {"type": "divider"}])),
        (
            "<pre><code class=\"language-rust\">let a;\n</code></pre>",
            json!([{"type": "pre", "text": "let a;\n", "language": "rust"}]),
        ),
        (
            "<p><a href=\"https://a.org\">x</a><br>y</p>",
            json!([{"type": "paragraph", "text": [{"type": "url", "text": "x", "url": "https://a.org"}, "\ny"]}]),
        ),
        (
            "<ul><li>a</li><li><input type=\"checkbox\" checked/>b</li></ul>",
            json!([{"type": "list", "items": [
                {"blocks": item("a"), "label": "•"},
                {"blocks": item("b"), "label": "•", "has_checkbox": true, "is_checked": true},
            ]}]),
        ),
        (
            "<ol start=\"3\"><li>a</li><li>b</li></ol>",
            json!([{"type": "list", "items": [
                {"blocks": item("a"), "label": "3.", "value": 3, "type": "1"},
                {"blocks": item("b"), "label": "4.", "value": 4, "type": "1"},
            ]}]),
        ),
        (
            "<blockquote>q<cite>me</cite></blockquote>",
            json!([{"type": "blockquote", "blocks": item("q"), "credit": "me"}]),
        ),
        (
            "<details open><summary>S</summary>t</details>",
            json!([{"type": "details", "summary": "S", "blocks": item("t"), "is_open": true}]),
        ),
        (
            "<table bordered><tr><th>A</th><td align=\"right\" colspan=\"2\">1</td></tr></table>",
            json!([{"type": "table", "is_bordered": true, "cells": [[
                {"align": "left", "valign": "top", "text": "A", "is_header": true},
                {"align": "right", "valign": "top", "text": "1", "colspan": 2},
            ]]}]),
        ),
        (
            "<tg-math-block>a < b</tg-math-block>",
            json!([{"type": "mathematical_expression", "expression": "a < b"}]),
        ),
        (
            "<tg-map lat=\"1.5\" long=\"2\" zoom=\"3\"/>",
            json!([{"type": "map", "location": {"latitude": 1.5, "longitude": 2.0}, "zoom": 3, "width": 640, "height": 360}]),
        ),
        (
            "see #news and @alice",
            json!([{"type": "paragraph", "text": [
                "see ", {"type": "hashtag", "text": "#news", "hashtag": "#news"}, " and ",
                {"type": "mention", "text": "@alice", "username": "alice"},
            ]}]),
        ),
    ];
    for (html, expected) in table {
        assert_eq!(blocks(&stage, json!({"html": html})).await, expected, "{html}");
    }
}

#[tokio::test]
async fn markdown_becomes_blocks() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let text = |text: Value| json!([{"type": "paragraph", "text": text}]);
    let cell = |text: &str, align: &str| json!({"align": align, "valign": "top", "text": text});
    let header = |text: &str, align: &str| json!({"align": align, "valign": "top", "text": text, "is_header": true});
    let table = [
        (
            "# A *b*",
            json!([{"type": "heading", "size": 1, "text": ["A ", {"type": "italic", "text": "b"}]}]),
        ),
        (
            "**a** ~~b~~ `c<` ||d|| snake_case_name",
            text(json!([
                {"type": "bold", "text": "a"}, " ", {"type": "strikethrough", "text": "b"}, " ",
                {"type": "code", "text": "c<"}, " ", {"type": "spoiler", "text": "d"}, " snake_case_name",
            ])),
        ),
        (
            "$x^2$ costs $5",
            text(json!([{"type": "mathematical_expression", "expression": "x^2"}, " costs $5"])),
        ),
        (
            "[x](https://a.org) \\*y\\*",
            text(json!([{"type": "url", "text": "x", "url": "https://a.org"}, " *y*"])),
        ),
        ("```rust\na < b\n```", json!([{"type": "pre", "text": "a < b", "language": "rust"}])),
        (
            "- a\n  - b\n- [x] c",
            json!([{"type": "list", "items": [
                {"label": "•", "blocks": [
                    {"type": "paragraph", "text": "a"},
                    {"type": "list", "items": [{"label": "•", "blocks": text(json!("b"))}]},
                ]},
                {"label": "•", "has_checkbox": true, "is_checked": true, "blocks": text(json!("c"))},
            ]}]),
        ),
        (
            "> q\n> r\n\np",
            json!([{"type": "blockquote", "blocks": text(json!("q r"))}, {"type": "paragraph", "text": "p"}]),
        ),
        (
            "| A | B |\n|---|--:|\n| 1 | 2 |",
            json!([{"type": "table", "is_bordered": true, "cells": [
                [header("A", "left"), header("B", "right")], [cell("1", "left"), cell("2", "right")],
            ]}]),
        ),
        (
            "---\n$$\nE\n$$",
            json!([{"type": "divider"}, {"type": "mathematical_expression", "expression": "E"}]),
        ),
    ];
    for (markdown, expected) in table {
        assert_eq!(blocks(&stage, json!({"markdown": markdown})).await, expected, "{markdown}");
    }
}

/// Source: `RichMessage::get_rich_message` and `get_web_page_blocks`.
#[tokio::test]
async fn rich_messages_are_refused_as_telegram_refuses_them() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let block = |block: Value| json!({"blocks": [block]});
    let item = |more: Value| {
        let mut item = json!({"blocks": [{"type": "divider"}]});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    let list = |items: Value| block(json!({"type": "list", "items": items}));
    let deep = (0..17).fold(json!("a"), |text, _| json!({"type": "bold", "text": text}));
    let wide: Vec<Value> = (0..21).map(|_| json!({"align": "left", "valign": "top"})).collect();
    let place = json!({"latitude": 1.0, "longitude": 2.0});
    let table = [
        (json!({}), "rich message must be non-empty"),
        (json!({"html": "a", "markdown": "b"}), "rich message must be non-empty"),
        (json!({"html": "<p> </p>"}), "RICH_MESSAGE_EMPTY"),
        (
            json!({"html": "<b>a"}),
            "can't parse rich message: can't find end tag corresponding to start tag \"b\"",
        ),
        (
            block(json!({"type": "heading", "text": "a", "size": 7})),
            "invalid section heading size specified",
        ),
        (list(json!([])), "list must be non-empty"),
        (list(json!([{"blocks": []}])), "list item must be non-empty"),
        (
            list(json!([item(json!({})), item(json!({"value": 1}))])),
            "list must be either ordered or unordered",
        ),
        (list(json!([item(json!({"type": "b"}))])), "invalid list item type specified"),
        (
            block(json!({"type": "map", "location": place, "zoom": 25})),
            "invalid map properties specified",
        ),
        (
            block(
                json!({"type": "table", "cells": [[{"align": "left", "valign": "top", "colspan": -1}]]}),
            ),
            "invalid table cell colspan specified",
        ),
        (json!({"html": "a".repeat(32_769)}), "RICH_MESSAGE_TOO_LONG"),
        (json!({"html": "<hr/>".repeat(501)}), "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        (block(json!({"type": "paragraph", "text": deep})), "RICH_MESSAGE_TOO_DEEP"),
        (block(json!({"type": "table", "cells": [wide]})), "RICH_MESSAGE_TABLE_COLUMNS_TOO_MANY"),
    ];
    for (rich, why) in table {
        let send = json!({"chat_id": stage.alice, "rich_message": rich});
        assert_eq!(stage.refusal("sendRichMessage", send).await, why);
    }
    let most = json!({"html": "<hr/>".repeat(500)});
    assert_eq!(blocks(&stage, most).await.as_array().unwrap().len(), 500);
}

#[tokio::test]
async fn rich_messages_have_media_and_replace_texts() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"id": "cat", "media": {"type": "photo", "media": file_url("photo")}});
    let rich = json!({
        "html": "<figure><img src=\"tg://photo?id=cat\" tg-spoiler/><figcaption>A cat</figcaption></figure>",
        "media": [photo],
    });
    let shown = blocks(&stage, rich.clone()).await;
    assert_eq!(
        shown,
        json!([{
            "type": "photo", "photo": shown[0]["photo"], "has_spoiler": true,
            "caption": {"text": "A cat"},
        }]),
    );
    assert_eq!(shown[0]["photo"][2]["width"], 512);
    let sent = stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "a"})).await;
    let at = json!({
        "chat_id": stage.alice, "message_id": sent.unwrap()["message_id"],
        "rich_message": {"markdown": "*b*"},
    });
    let edited = stage.call("editMessageText", at).await.unwrap();
    let italic = json!({"type": "italic", "text": "b"});
    assert_eq!(
        (&edited["text"], &edited["rich_message"]),
        (&Value::Null, &json!({"blocks": [{"type": "paragraph", "text": italic}]})),
    );
    let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    let last = messages["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["rich_message"], edited["rich_message"]);
}
