//! Gifts.

use serde_json::{Value, json};

use crate::{business::Shop, support::Stage};

/// The gifts on sale, by price.
async fn gifts(stage: &Stage) -> Vec<Value> {
    let gifts = stage.call("getAvailableGifts", json!({})).await.unwrap();
    gifts["gifts"].as_array().unwrap().clone()
}

/// Source: `Client::process_send_gift_query`, `JsonGiftMessage::store` and
/// `JsonReceivedGift::store`.
#[tokio::test]
async fn a_gift_takes_stars_and_belongs_to_the_user() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let gift = gifts(&stage).await[0].clone();
    let file = json!({"file_id": gift["sticker"]["file_id"]});
    stage.call("getFile", file).await.unwrap();
    let given = json!({
        "user_id": stage.alice, "gift_id": gift["id"], "text": "<b>Hi</b>",
        "text_parse_mode": "HTML",
    });
    assert_eq!(stage.refusal("sendGift", given.clone()).await, "BALANCE_TOO_LOW");
    stage.post("stars", json!({"user": 42, "amount": 20})).await;
    assert_eq!(stage.call("sendGift", given).await, Ok(json!(true)));
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 5})));
    let seen = stage.get(&format!("messages?chat_id={}", stage.alice)).await["messages"][1].clone();
    let bold = json!([{"type": "bold", "offset": 0, "length": 2}]);
    assert_eq!(
        seen["gift"],
        json!({
            "gift": gift, "owned_gift_id": "emuG00000001", "convert_star_count": 13,
            "text": "Hi", "entities": bold,
        }),
    );
    let owned = stage.call("getUserGifts", json!({"user_id": stage.alice})).await.unwrap();
    let me = json!({"id": 42, "is_bot": true, "first_name": "Bot 42", "username": "emu42_bot"});
    assert_eq!(
        owned,
        json!({"total_count": 1, "gifts": [{
            "type": "regular", "gift": gift, "sender_user": me,
            "send_date": owned["gifts"][0]["send_date"], "is_saved": true,
            "convert_star_count": 13, "text": "Hi", "entities": bold,
        }]}),
    );
    let all = stage.call("getStarTransactions", json!({})).await.unwrap()["transactions"].clone();
    let receiver = json!({
        "type": "user", "transaction_type": "gift_purchase", "gift": gift,
        "user": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
    });
    assert_eq!((&all[0]["amount"], &all[0]["receiver"]), (&json!(15), &receiver));
}

#[tokio::test]
async fn few_gifts_are_sold_out_and_pages_have_offsets() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    stage.post("stars", json!({"user": 42, "amount": 1000})).await;
    let rare = gifts(&stage).await[4].clone();
    assert_eq!((&rare["total_count"], &rare["remaining_count"]), (&json!(3), &json!(3)));
    let given = json!({"chat_id": channel, "gift_id": rare["id"], "pay_for_upgrade": true});
    for _ in 0..3 {
        stage.call("sendGift", given.clone()).await.unwrap();
    }
    assert_eq!(stage.refusal("sendGift", given).await, "STARGIFT_USAGE_LIMITED");
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 625})));
    let page = json!({"chat_id": channel, "limit": 2});
    let page = stage.call("getChatGifts", page).await.unwrap();
    assert_eq!((&page["total_count"], &page["next_offset"]), (&json!(3), &json!("2")));
    let page = json!({"chat_id": channel, "limit": 2, "offset": "2"});
    let page = stage.call("getChatGifts", page).await.unwrap();
    assert_eq!(page["gifts"].as_array().unwrap().len(), 1);
    assert_eq!(page["gifts"][0]["prepaid_upgrade_star_count"], json!(25));
    let none = json!({"chat_id": channel, "exclude_limited_upgradable": true});
    assert_eq!(stage.call("getChatGifts", none).await, Ok(json!({"total_count": 0, "gifts": []})),);
    let unknown = json!({"chat_id": channel, "gift_id": "1"});
    assert_eq!(stage.refusal("sendGift", unknown).await, "STARGIFT_INVALID");
}

/// Source: `Client::process_convert_gift_to_stars_query`.
#[tokio::test]
async fn a_bot_converts_gifts_of_a_business_account() {
    let shop = Shop::new(json!(["can_view_gifts_and_stars", "can_convert_gifts_to_stars"])).await;
    let stage = &shop.stage;
    stage.post("stars", json!({"user": 42, "amount": 15})).await;
    let gift = json!({"user_id": stage.alice, "gift_id": gifts(stage).await[0]["id"]});
    stage.call("sendGift", gift).await.unwrap();
    let owned = stage.call("getBusinessAccountGifts", shop.with(json!({}))).await.unwrap();
    let gift = shop.with(json!({"owned_gift_id": owned["gifts"][0]["owned_gift_id"]}));
    assert_eq!(stage.call("convertGiftToStars", gift.clone()).await, Ok(json!(true)));
    assert_eq!(stage.refusal("convertGiftToStars", gift).await, "STARGIFT_ALREADY_CONVERTED");
    let balance = stage.call("getBusinessAccountStarBalance", shop.with(json!({}))).await;
    assert_eq!(balance, Ok(json!({"amount": 13})));
    let owned = stage.call("getBusinessAccountGifts", shop.with(json!({}))).await.unwrap();
    assert_eq!(owned["total_count"], json!(0));
}

/// Source: `Client::process_gift_premium_subscription_query`.
#[tokio::test]
async fn a_bot_gives_premium() {
    let stage = Stage::new().await;
    stage.post("stars", json!({"user": 42, "amount": 1000})).await;
    let given = |months: i64, stars: i64| json!({"user_id": stage.alice, "month_count": months, "star_count": stars});
    let table = [
        (given(4, 1000), "GIFT_MONTHS_INVALID"),
        (given(3, 999), "GIFT_STARS_INVALID"),
        (given(6, 1500), "BALANCE_TOO_LOW"),
    ];
    for (given, why) in table {
        assert_eq!(stage.refusal("giftPremiumSubscription", given).await, why);
    }
    stage.call("giftPremiumSubscription", given(3, 1000)).await.unwrap();
    assert_eq!(stage.send("hi").await["from"]["is_premium"], json!(true));
    let all = stage.call("getStarTransactions", json!({})).await.unwrap()["transactions"].clone();
    let receiver = &all[0]["receiver"];
    assert_eq!(
        (&receiver["transaction_type"], &receiver["premium_subscription_duration"]),
        (&json!("premium_purchase"), &json!(3)),
    );
}
