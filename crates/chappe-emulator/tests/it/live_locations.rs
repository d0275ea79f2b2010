//! Live locations.

use serde_json::{Value, json};

use crate::support::Stage;

fn with(base: &Value, more: &Value) -> Value {
    let mut params = base.clone();
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    params
}

/// Source: `Location.cpp`, `process_live_location`.
#[tokio::test]
async fn locations_are_checked() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let base = json!({"chat_id": stage.alice, "latitude": 1.5, "longitude": 2.5});
    let table = [
        (json!({"live_period": 59}), "wrong live location period specified"),
        (json!({"live_period": 86_401}), "wrong live location period specified"),
        (json!({"live_period": 60, "heading": 361}), "wrong live location heading specified"),
        (
            json!({"live_period": 60, "proximity_alert_radius": 100_001}),
            "wrong live location proximity alert radius specified",
        ),
        (json!({"latitude": 91}), "invalid location specified"),
        (json!({"live_period": 60, "longitude": 181}), "invalid live location specified"),
    ];
    for (more, why) in table {
        assert_eq!(stage.refusal("sendLocation", with(&base, &more)).await, why, "{more}");
    }
    let sent = stage.call("sendLocation", with(&base, &json!({"heading": 90}))).await.unwrap();
    assert_eq!(sent["location"], json!({"latitude": 1.5, "longitude": 2.5}));
    for period in [60, 86_400, 0x7fff_ffff] {
        let sent = stage.call("sendLocation", with(&base, &json!({"live_period": period}))).await;
        assert_eq!(sent.unwrap()["location"]["live_period"], period);
    }
}

/// Source: `Client::process_edit_message_live_location_query` and `JsonLocation`.
#[tokio::test]
async fn a_live_location_moves_until_it_is_stopped() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let place = |latitude: f64| json!({"latitude": latitude, "longitude": 2.5});
    let start =
        with(&place(1.5), &json!({"chat_id": stage.alice, "live_period": 600, "heading": 90}));
    let sent = stage.call("sendLocation", start).await.unwrap();
    let at = json!({"chat_id": stage.alice, "message_id": sent["message_id"]});
    let moved = with(&at, &place(3.5));
    let edited = stage.call("editMessageLiveLocation", moved.clone()).await.unwrap();
    assert_eq!(edited["location"], json!({"latitude": 3.5, "longitude": 2.5, "live_period": 600}),);
    assert!(edited["edit_date"].is_i64());
    let refused = stage.refusal("editMessageLiveLocation", moved.clone()).await;
    assert!(refused.starts_with("message is not modified"), "{refused}");
    let stopped = stage.call("stopMessageLiveLocation", at.clone()).await.unwrap();
    assert_eq!(stopped["location"], place(3.5));
    for method in ["stopMessageLiveLocation", "editMessageLiveLocation"] {
        let refused = stage.refusal(method, with(&at, &place(9.5))).await;
        assert_eq!(refused, "message can't be edited", "{method}");
    }
    let text = stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "a"})).await;
    let text = json!({"chat_id": stage.alice, "message_id": text.unwrap()["message_id"]});
    let refused = stage.refusal("editMessageLiveLocation", with(&text, &place(1.5))).await;
    assert_eq!(refused, "there is no live location in the message to edit");
}

/// Source: `MessagesManager::can_edit_message`: a live location is edited only during its period.
#[tokio::test]
async fn a_live_location_ends_with_its_period_which_can_be_extended() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let start = json!({
        "chat_id": stage.alice, "latitude": 1.5, "longitude": 2.5, "live_period": 60,
    });
    let sent = stage.call("sendLocation", start).await.unwrap();
    let at = json!({
        "chat_id": stage.alice, "message_id": sent["message_id"], "latitude": 3.5,
        "longitude": 2.5,
    });
    stage.post("clock", json!({"advance": 50})).await;
    let extended = with(&at, &json!({"live_period": 120}));
    let edited = stage.call("editMessageLiveLocation", extended).await.unwrap();
    assert_eq!(edited["location"]["live_period"], 120);
    let shown = || async {
        let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
        messages["messages"][1]["location"].clone()
    };
    stage.post("clock", json!({"advance": 60})).await;
    assert_eq!(shown().await["live_period"], 120);
    stage.post("clock", json!({"advance": 10})).await;
    assert_eq!(shown().await, json!({"latitude": 3.5, "longitude": 2.5}));
    let refused = stage.refusal("editMessageLiveLocation", at).await;
    assert_eq!(refused, "message can't be edited");
}

/// Source: `dup_message_content`.
#[tokio::test]
async fn forwards_and_copies_of_a_live_location_do_not_move() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let start = json!({
        "chat_id": stage.alice, "latitude": 1.5, "longitude": 2.5, "live_period": 60,
    });
    let sent = stage.call("sendLocation", start).await.unwrap();
    let again = json!({
        "chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": sent["message_id"],
    });
    let forwarded = stage.call("forwardMessage", again.clone()).await.unwrap();
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    assert_eq!(forwarded["location"], place);
    stage.call("copyMessage", again).await.unwrap();
    let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    assert_eq!(messages["messages"][3]["location"], place);
}

#[tokio::test]
async fn a_period_that_a_user_extends_ends_later() {
    let stage = Stage::new().await;
    let place = json!({"latitude": 1.5, "longitude": 2.5, "live_period": 60});
    let sent = json!({"from": stage.alice, "location": place});
    let id = stage.post("messages", sent).await["message_id"].clone();
    let is_live = async || {
        let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
        !messages["messages"][0]["location"]["live_period"].is_null()
    };
    let longer = json!({"from": stage.alice, "message_id": id, "location": {"live_period": 200}});
    stage.control(http::Method::PATCH, "messages", longer).await;
    for (seconds, expected) in [(100, true), (101, false)] {
        stage.post("clock", json!({"advance": seconds})).await;
        assert_eq!(is_live().await, expected, "{seconds}");
    }
}
