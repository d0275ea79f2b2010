//! Groups that become supergroups.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

#[tokio::test]
async fn calls_to_an_upgraded_group_return_its_new_id() {
    let stage = Stage::new().await;
    let old = stage.chat("group").await;
    stage.updates().await;
    let new = stage.post("migrations", json!({"chat_id": old})).await;
    let updates = stage.updates().await;
    let received: Vec<[&Value; 3]> = updates
        .iter()
        .map(|update| &update["message"])
        .map(|message| {
            [
                &message["chat"]["id"],
                &message["migrate_to_chat_id"],
                &message["migrate_from_chat_id"],
            ]
        })
        .collect();
    assert_eq!(
        received,
        [[&json!(old), &new["id"], &Value::Null], [&new["id"], &Value::Null, &json!(old)]]
    );
    let send = |chat: &Value| json!({"chat_id": chat, "text": "x"});
    let (status, response) =
        stage.request(Method::POST, "/bot42:token/sendMessage", send(&json!(old))).await;
    assert_eq!(
        (status.as_u16(), response),
        (
            400,
            json!({
                "ok": false, "error_code": 400,
                "description": "Bad Request: group chat was upgraded to a supergroup chat",
                "parameters": {"migrate_to_chat_id": new["id"]},
            }),
        ),
    );
    let sent = stage.call("sendMessage", send(&new["id"])).await.unwrap();
    assert_eq!(sent["chat"], json!({"id": new["id"], "type": "supergroup", "title": "G"}));
    let count = stage.call("getChatMemberCount", json!({"chat_id": new["id"]})).await;
    assert_eq!(count, Ok(json!(2)));
    for (path, body) in [
        ("/emu/v1/migrations", json!({"chat_id": old})),
        ("/emu/v1/migrations", json!({"chat_id": new["id"]})),
        ("/emu/v1/messages", json!({"from": stage.alice, "chat_id": old, "text": "x"})),
    ] {
        assert_eq!(stage.request(Method::POST, path, body).await.0, 400, "{path}");
    }
}
