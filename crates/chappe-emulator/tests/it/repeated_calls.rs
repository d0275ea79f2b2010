//! Repeated calls: the server applied the first one, and its response was lost.

use serde_json::json;

use crate::support::Stage;

#[tokio::test]
async fn a_repeated_edit_or_deletion_fails_with_telegrams_description() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let alice = stage.alice;
    let sent = stage.call("sendMessage", json!({"chat_id": alice, "text": "a"})).await.unwrap();
    let message = sent["message_id"].clone();
    let twice = [
        (
            "editMessageText",
            json!({"chat_id": alice, "message_id": message, "text": "b"}),
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ),
        (
            "deleteMessage",
            json!({"chat_id": alice, "message_id": message}),
            "message to delete not found",
        ),
    ];
    for (method, params, description) in twice {
        // The response of the first call is lost after its effect.
        let fault = json!({"method": method, "times": 1, "then": {"drop": "after"}});
        stage.post("faults", fault).await;
        let path = format!("http://emulator.test/bot42:token/{method}");
        let request = http::Request::post(path)
            .header("content-type", "application/json")
            .body(http_body_util::Full::<bytes::Bytes>::from(params.to_string()))
            .unwrap();
        let lost = tower::ServiceExt::oneshot(stage.emulator.clone(), request).await;
        assert!(lost.unwrap_err().is::<chappe_emulator::BrokenConnection>(), "{method}");
        assert_eq!(stage.refusal(method, params).await, description, "{method}");
    }
}
