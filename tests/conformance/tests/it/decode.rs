use conformance::decode::decode;
use serde_json::{Value, json};

/// The decoded document: its kind, and its serialization.
fn decoded(document: &Value) -> (Value, Value) {
    let line = decode("name", document.to_string().as_bytes());
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["file"], &line["ok"]), (&json!("name"), &json!(true)), "{line}");
    (line["kind"].clone(), line["json"].clone())
}

fn message(fields: &Value) -> Value {
    let mut message = json!({"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}});
    message.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({"update_id": 1, "message": message})
}

#[track_caller]
fn unchanged(document: &Value) {
    let kind = document.as_object().unwrap().keys().find(|key| *key != "update_id").unwrap();
    assert_eq!(decoded(document), (json!(kind), document.clone()));
}

#[test]
fn documents_of_the_schema_are_serialized_unchanged() {
    unchanged(&message(&json!({"text": "a \" \\ \u{1F600} \u{0} b", "is_topic_message": false})));
    unchanged(&message(
        &json!({"photo": [], "new_chat_members": [], "chat": {"id": -1, "type": "x"}}),
    ));
    unchanged(&message(&json!({"location": {"latitude": 1.5, "longitude": -0.25}})));
    unchanged(&message(&json!({"migrate_to_chat_id": -1_009_999_999_999_i64})));
    unchanged(&message(
        &json!({"pinned_message": {"chat": {"id": 1, "type": "group"}, "message_id": 5, "date": 0}}),
    ));
}

#[test]
fn unknown_members_of_unions_are_kept_unchanged() {
    unchanged(&message(&json!({"forward_origin": {"date": 5, "kind": {"deep": [1, null]}}})));
    unchanged(&message(&json!({"forward_origin": {"date": 5, "type": "telepathy", "mind": 7}})));
    unchanged(&message(&json!({"entities": [{"type": "smell", "offset": 0, "length": 1}]})));
}

#[test]
fn a_tag_may_be_at_any_position() {
    let member = json!({"user": {"id": 1, "is_bot": false, "first_name": "A"}, "status": "left"});
    let text = format!(
        r#"{{"update_id":1,"chat_member":{{"old_chat_member":{member},"new_chat_member":{member},"chat":{{"id":1,"type":"group"}},"from":{{"id":1,"is_bot":false,"first_name":"A"}},"date":1}}}}"#
    );
    unchanged(&serde_json::from_str(&text).unwrap());
}

#[test]
fn fields_that_older_servers_omit_have_defaults() {
    let poll = json!({"update_id": 1, "poll": {"id": "1", "question": "?", "total_voter_count": 0, "is_closed": true, "is_anonymous": true, "type": "quiz", "allows_multiple_answers": false, "options": [{"text": "a", "voter_count": 0}]}});
    let (kind, printed) = decoded(&poll);
    assert_eq!(kind, "poll");
    assert_eq!(printed["poll"]["members_only"], false);
    assert_eq!(printed["poll"]["options"][0]["persistent_id"], "");
}

#[test]
fn old_names_beside_new_ones_are_ignored() {
    let thumbnail = json!({"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1});
    let mut video = json!({"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1, "thumbnail": thumbnail});
    let document = message(&json!({"video": video}));
    video["thumb"] = thumbnail;
    assert_eq!(decoded(&message(&json!({"video": video}))), (json!("message"), document));
}

#[test]
fn unknown_kinds_and_undecodable_payloads_are_kept_whole() {
    for document in [
        json!({"update_id": 1, "telepathy": {"message": 1}}),
        json!({"update_id": 1, "message": null}),
        json!({"update_id": 1}),
        json!({"update_id": 1, "message": {"date": 1}}),
        json!({"update_id": 1, "message": [1]}),
    ] {
        assert_eq!(decoded(&document), (json!("unknown"), document));
    }
}

#[test]
fn the_first_known_kind_counts() {
    let text = r#"{"poll2":1,"inline_query":{"id":"1","from":{"id":1,"is_bot":false,"first_name":"A"},"query":"q","offset":""},"message":null,"poll":{},"update_id":5}"#;
    let line: Value = serde_json::from_str(&decode("f", text.as_bytes())).unwrap();
    assert_eq!((&line["kind"], &line["json"]["update_id"]), (&json!("inline_query"), &json!(5)));
}

#[test]
fn bytes_that_are_not_an_update_are_an_error() {
    let deep = "[".repeat(100_000);
    let documents: [&[u8]; 12] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"{\"update_id\":\"1\"}",
        b"{\"update_id\":1.0}",
        b"{\"update_id\":1}x",
        b"\xff",
        b"{\"update_id\":1,}",
        b"{\"update_id\":99999999999999999999}",
        deep.as_bytes(),
    ];
    for document in documents {
        let line: Value = serde_json::from_str(&decode("f", document)).unwrap();
        assert_eq!((&line["kind"], &line["ok"]), (&json!(null), &json!(false)), "{document:?}");
    }
}
