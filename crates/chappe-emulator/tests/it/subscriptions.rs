//! Subscriptions in stars.

use serde_json::{Value, json};

use crate::support::Stage;

const MONTH: i64 = 2_592_000;

/// Pays for a subscription of 9 stars as Alice, by a link. Returns the message about it.
pub(crate) async fn subscribed(stage: &Stage) -> Value {
    let invoice = json!({
        "title": "Club", "description": "D", "payload": "club", "currency": "XTR",
        "prices": [{"label": "Month", "amount": 9}], "subscription_period": MONTH,
    });
    let link = stage.call("createInvoiceLink", invoice).await.unwrap();
    let confirmed = json!({"from": stage.alice, "invoice_link": link});
    let query = stage.post("pre_checkout_queries", confirmed).await;
    let answer = json!({"pre_checkout_query_id": query["pre_checkout_query_id"], "ok": true});
    stage.call("answerPreCheckoutQuery", answer).await.unwrap();
    let path = format!("messages?chat_id={}&bot=42", stage.alice);
    let messages = stage.get(&path).await["messages"].clone();
    messages.as_array().unwrap().last().unwrap().clone()
}

async fn transactions(stage: &Stage) -> Vec<Value> {
    let all = stage.call("getStarTransactions", json!({})).await.unwrap();
    all["transactions"].as_array().unwrap().clone()
}

/// Source: `JsonSuccessfulPaymentBot::store` and `JsonStarTransactionType::store`.
#[tokio::test]
async fn a_subscription_is_renewed_by_the_clock() {
    let stage = Stage::new().await;
    let first = subscribed(&stage).await;
    let paid = &first["successful_payment"];
    let until = first["date"].as_i64().unwrap() + MONTH;
    assert_eq!(
        paid,
        &json!({
            "currency": "XTR", "total_amount": 9, "invoice_payload": "club",
            "telegram_payment_charge_id": "telegram1", "provider_payment_charge_id": "provider1",
            "subscription_expiration_date": until, "is_recurring": true,
            "is_first_recurring": true,
        }),
    );
    assert_eq!(transactions(&stage).await[0]["source"]["subscription_period"], json!(MONTH));
    stage.updates().await;
    stage.post("clock", json!({"advance": MONTH})).await;
    let renewed = stage.updates().await[0]["message"]["successful_payment"].clone();
    assert_eq!(
        renewed,
        json!({
            "currency": "XTR", "total_amount": 9, "invoice_payload": "club",
            "telegram_payment_charge_id": "telegram2", "provider_payment_charge_id": "provider2",
            "subscription_expiration_date": until + MONTH, "is_recurring": true,
        }),
    );
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 18})));
}

#[tokio::test]
async fn a_renewal_fails_without_stars_and_the_user_renews_later() {
    let stage = Stage::new().await;
    subscribed(&stage).await;
    stage.post("stars", json!({"user": stage.alice, "amount": 0})).await;
    stage.updates().await;
    stage.post("clock", json!({"advance": MONTH})).await;
    let alice = json!({"id": stage.alice, "is_bot": false, "first_name": "Alice"});
    assert_eq!(
        stage.updates().await[0]["subscription"],
        json!({"user": alice, "invoice_payload": "club", "state": "failed"}),
    );
    let resumed = json!({
        "from": stage.alice, "telegram_payment_charge_id": "telegram1", "is_canceled": false,
    });
    let (_, answer) =
        stage.request(http::Method::POST, "/emu/v1/subscriptions", resumed.clone()).await;
    assert_eq!(
        answer["description"],
        "Alice (100000001) has 0 stars, and 9 are required; `POST stars` gives stars",
    );
    stage.post("stars", json!({"user": stage.alice, "amount": 9})).await;
    stage.post("subscriptions", resumed).await;
    assert_eq!(transactions(&stage).await.len(), 2);
}

/// Source: `Client::process_edit_user_star_subscription_query`.
#[tokio::test]
async fn users_and_bots_cancel_subscriptions() {
    let stage = Stage::new().await;
    subscribed(&stage).await;
    stage.updates().await;
    let change = |is_canceled: bool| {
        json!({
            "from": stage.alice, "telegram_payment_charge_id": "telegram1",
            "is_canceled": is_canceled,
        })
    };
    stage.post("subscriptions", change(true)).await;
    stage.post("subscriptions", change(false)).await;
    let updates = stage.updates().await;
    let states: Vec<&Value> =
        updates.iter().map(|update| &update["subscription"]["state"]).collect();
    assert_eq!(states, ["canceled", "active"]);
    let edit = |charge: &str| {
        json!({
            "user_id": stage.alice, "telegram_payment_charge_id": charge, "is_canceled": true,
        })
    };
    let why = stage.refusal("editUserStarSubscription", edit("telegram9")).await;
    assert_eq!(why, "CHARGE_ID_INVALID");
    stage.call("editUserStarSubscription", edit("telegram1")).await.unwrap();
    let (_, answer) =
        stage.request(http::Method::POST, "/emu/v1/subscriptions", change(false)).await;
    assert_eq!(answer["description"], "the bot has canceled the subscription");
    stage.post("clock", json!({"advance": 2 * MONTH})).await;
    assert_eq!(transactions(&stage).await.len(), 1);
}

#[tokio::test]
async fn a_restored_subscription_is_renewed() {
    let stage = Stage::new().await;
    subscribed(&stage).await;
    let other = Stage::new().await;
    other.emulator.restore(&stage.emulator.snapshot().unwrap()).unwrap();
    other.post("clock", json!({"advance": MONTH})).await;
    assert_eq!(transactions(&other).await.len(), 2);
}

#[tokio::test]
async fn users_list_their_subscriptions() {
    let stage = Stage::new().await;
    let path = format!("subscriptions?from={}", stage.alice);
    assert_eq!(stage.get(&path).await, json!({"subscriptions": []}));
    let paid = subscribed(&stage).await["successful_payment"].clone();
    let listed = |is_canceled: bool| {
        json!({"subscriptions": [{
            "telegram_payment_charge_id": "telegram1", "bot": 42, "title": "Club",
            "invoice_payload": "club", "star_count": 9, "subscription_period": MONTH,
            "expiration_date": paid["subscription_expiration_date"],
            "is_canceled": is_canceled, "is_canceled_by_bot": false,
        }]})
    };
    assert_eq!(stage.get(&path).await, listed(false));
    let cancel = json!({
        "from": stage.alice, "telegram_payment_charge_id": "telegram1", "is_canceled": true,
    });
    stage.post("subscriptions", cancel).await;
    assert_eq!(stage.get(&path).await, listed(true));
}
