//! The log of updates that do not decode.

use chappe_core::{Dispatcher, Request, Router};
use chappe_types::{Update, UpdateKind};
use loglines::Lines;
use tower::Service as _;

/// The log lines of dispatching updates.
fn logged(documents: &[&str]) -> Vec<String> {
    let (lines, _kept) = Lines::keep();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let app = Router::new("app").message(|m| m.on((), async || {}));
    let mut dispatcher = Dispatcher::new(app);
    for document in documents {
        let update = Update::from_slice(document.as_bytes()).unwrap();
        let ended = runtime.block_on(dispatcher.call(Request::from(update)));
        assert!(ended.is_ok());
    }
    lines.take()
}

/// The error of the payload of an update.
fn fault(document: &str) -> String {
    match Update::from_slice(document.as_bytes()).unwrap().kind {
        UpdateKind::Unknown(unknown) => unknown.error.as_ref().unwrap().to_string(),
        known => panic!("{known:?} decodes"),
    }
}

#[test]
fn an_update_that_does_not_decode_is_logged_as_a_warning_without_its_content() {
    let message = r#"{"update_id": 2, "message": {"message_id": "secret"}}"#;
    let answer = r#"{"update_id": 4, "poll_answer": {"poll_id": "1", "user": "secret"}}"#;
    let lines = logged(&[
        r#"{"update_id": 1, "telepathy": {"thought": "secret"}}"#,
        message,
        r#"{"update_id": 3}"#,
        answer,
    ]);
    let unknown = "WARN the kind of an update is unknown to this version";
    let undecodable = "WARN the payload of an update does not decode";
    assert_eq!(
        lines,
        [
            format!("{unknown} update_id=1 kind=telepathy"),
            format!("{undecodable} update_id=2 kind=message error={}", fault(message)),
            format!("{unknown} update_id=3 kind="),
            format!("{undecodable} update_id=4 kind=poll_answer error={}", fault(answer)),
        ]
    );
    assert!(!lines.concat().contains("secret"), "{lines:?}");
}

#[test]
fn the_name_of_an_unknown_kind_is_escaped_and_limited_in_length() {
    let long = "x".repeat(1_000);
    let lines = logged(&[
        r#"{"update_id": 1, "a\nERROR b\u001b[31m\u202e": {}}"#,
        &format!(r#"{{"update_id": 2, "{long}": {{}}}}"#),
    ]);
    let unknown = "WARN the kind of an update is unknown to this version";
    assert_eq!(
        lines,
        [
            format!(r"{unknown} update_id=1 kind=a\nERROR b\u{{1b}}[31m\u{{202e}}"),
            format!("{unknown} update_id=2 kind={}…", "x".repeat(64)),
        ]
    );
}

#[test]
fn an_update_that_decodes_is_not_logged() {
    let message = r#"{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hi", "unheard_of": 1}}"#;
    assert_eq!(logged(&[message]), [""; 0]);
}
