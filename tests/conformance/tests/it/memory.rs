//! The memory for a document is proportional to its length, whatever its content.

use allocation_counter::measure;
use chappe_types::{Update, UpdateKind};
use serde_json::json;

/// The length of the documents, in bytes.
const LENGTH: usize = 1 << 20;

/// The most memory that decoding may use at any time, as a multiple of the document's
/// length. The largest element of a list is 14 times as large as its JSON, and a list that
/// grows exists twice for a moment.
const MOST: u64 = 28;

/// An update whose message has `field`: a list that makes the update 1 MiB long. `before`
/// and `after` surround the list.
fn document(before: &str, item: &str, after: &str) -> String {
    let message = json!({"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}});
    let message = message.to_string();
    let message = message.strip_suffix('}').unwrap();
    let items = vec![item; LENGTH / (item.len() + 1)].join(",");
    format!("{{\"update_id\":1,\"message\":{message},{before}[{items}]{after}}}}}")
}

/// The most memory that decoding uses at any time, as a multiple of the document's length;
/// and whether it succeeded.
fn decoded(document: &str) -> (u64, bool) {
    let mut is_known = false;
    let measured = measure(|| {
        let update = Update::from_slice(document.as_bytes()).unwrap();
        is_known = !matches!(update.kind, UpdateKind::Unknown(_));
    });
    (measured.bytes_max / u64::try_from(document.len()).unwrap(), is_known)
}

#[test]
fn a_document_takes_no_more_memory_than_a_small_multiple_of_its_length() {
    let keyboard = "\"reply_markup\":{\"inline_keyboard\":";
    let rich = "\"rich_message\":{\"blocks\":";
    // Nested texts whose type comes last; and nested lists before a type.
    let (open, close) = (r#"{"text":"#, r#","type":"bold"}"#);
    let texts = format!("{}\"\"{}", open.repeat(100), close.repeat(100));
    let lists = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let cases = [
        (
            "nested texts",
            document(&format!("{rich}[{{\"type\":\"paragraph\",\"text\":"), &texts, "}]}"),
        ),
        (
            "nested lists before a type",
            document(&format!("{rich}[{{\"unknown\":"), &lists, ",\"type\":\"divider\"}]}"),
        ),
        ("a row of buttons", document(&format!("{keyboard}["), r#"{"text":""}"#, "]}")),
        ("rows of a button", document(keyboard, r#"[{"text":""}]"#, "}")),
        ("rows of two buttons", document(keyboard, r#"[{"text":""},{"text":""}]"#, "}")),
        ("empty rows", document(keyboard, "[]", "}")),
        ("unknown blocks", document(rich, "{}", "}")),
        ("empty lists of blocks", document(rich, r#"{"type":"list"}"#, "}")),
        ("texts", document(&format!("{rich}[{{\"type\":\"paragraph\",\"text\":"), r#""""#, "}]}")),
        (
            "buttons in a text",
            document(
                &format!("{rich}[{{\"type\":\"buttons\",\"buttons\":"),
                r#"{"text":""}"#,
                "}]}",
            ),
        ),
        ("users", document("\"new_chat_members\":", r#"{"first_name":"","id":0}"#, "")),
        ("entities", document("\"entities\":", r#"{"length":0,"offset":0,"type":""}"#, "")),
    ];
    let over = cases.iter().filter_map(|(what, document)| {
        let (times, is_known) = decoded(document);
        (times > MOST || !is_known).then_some((what, times, is_known))
    });
    assert_eq!(over.collect::<Vec<_>>(), []);
}
