//! Paid media.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::support::Stage;

/// An `InputPaidMedia` with the file of a photo that Alice has sent to a group without bots.
pub(crate) async fn media(stage: &Stage) -> Value {
    let group = json!({"type": "group", "title": "Photos", "members": [stage.alice]});
    let group = stage.post("chats", group).await["id"].clone();
    let photo = json!({"type": "photo", "file": STANDARD.encode(b"\xff\xd8\x00 a photo")});
    let sent = json!({"from": stage.alice, "chat_id": group, "media": photo});
    let sent = stage.post("messages", sent).await;
    json!({"type": "photo", "media": sent["photo"][0]["file_id"]})
}

/// Source: `Client::process_send_paid_media_query`, `JsonPaidMedia::store` and
/// `JsonPaidMediaPurchased::store`.
#[tokio::test]
async fn paid_media_are_locked_until_they_are_bought() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage.updates().await;
    let sold = json!({
        "chat_id": stage.alice, "star_count": 5, "media": [media(&stage).await],
        "payload": "photo 1", "caption": "Look",
    });
    let sent = stage.call("sendPaidMedia", sold).await.unwrap();
    assert_eq!((&sent["caption"], &sent["paid_media"]["star_count"]), (&json!("Look"), &json!(5)));
    assert_eq!(sent["paid_media"]["paid_media"][0]["type"], "photo");
    let seen = async || {
        let path = format!("messages?chat_id={}", stage.alice);
        stage.get(&path).await["messages"][1]["paid_media"]["paid_media"].clone()
    };
    assert_eq!(seen().await, json!([{"type": "preview", "width": 640, "height": 480}]));
    stage.post("stars", json!({"user": stage.alice, "amount": 4})).await;
    let purchase = json!({"from": stage.alice, "message_id": sent["message_id"]});
    let path = "/emu/v1/paid_media_purchases";
    let (_, answer) = stage.request(http::Method::POST, path, purchase.clone()).await;
    assert_eq!(
        answer["description"],
        "Alice (100000001) has 4 stars, and 5 are required; `POST stars` gives stars",
    );
    stage.post("stars", json!({"user": stage.alice, "amount": 1})).await;
    stage.post("paid_media_purchases", purchase.clone()).await;
    assert_eq!(seen().await, sent["paid_media"]["paid_media"]);
    let alice = json!({"id": stage.alice, "is_bot": false, "first_name": "Alice"});
    assert_eq!(
        stage.updates().await[0]["purchased_paid_media"],
        json!({"from": alice, "paid_media_payload": "photo 1"}),
    );
    let all = stage.call("getStarTransactions", json!({})).await.unwrap()["transactions"].clone();
    assert_eq!(
        all[0]["source"],
        json!({
            "type": "user", "transaction_type": "paid_media_payment", "user": alice,
            "paid_media": sent["paid_media"]["paid_media"], "paid_media_payload": "photo 1",
        }),
    );
    let (_, answer) = stage.request(http::Method::POST, path, purchase).await;
    assert_eq!(answer["description"], "Alice (100000001) has already bought the media");
}

#[tokio::test]
async fn a_channel_keeps_the_stars_of_its_media() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    stage.updates().await;
    let media = media(&stage).await;
    let sold = json!({"chat_id": channel, "star_count": 5, "media": [media], "payload": "p"});
    let sent = stage.call("sendPaidMedia", sold).await.unwrap();
    let purchase =
        json!({"from": stage.alice, "chat_id": channel, "message_id": sent["message_id"]});
    stage.post("paid_media_purchases", purchase).await;
    assert_eq!(stage.updates().await, [] as [Value; 0]);
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 0})));
}

/// Source: `Client::get_input_paid_media` and `create_input_message_content`.
#[tokio::test]
async fn invalid_paid_media_are_refused() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let media = media(&stage).await;
    let sold = |stars: i64, media: Value| json!({"chat_id": stage.alice, "star_count": stars, "media": media});
    let eleven: Vec<&Value> = std::iter::repeat_n(&media, 11).collect();
    let table = [
        (sold(0, json!([media])), "invalid media price specified"),
        (sold(1, json!([])), "invalid number of paid media specified"),
        (sold(1, json!(eleven)), "invalid number of paid media specified"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("sendPaidMedia", params).await, why);
    }
}
