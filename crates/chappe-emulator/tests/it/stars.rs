//! Stars: balances, transactions and refunds.

use serde_json::{Value, json};

use crate::support::Stage;

/// Pays an invoice of 7 stars as Alice. Returns the `SuccessfulPayment`.
async fn paid(stage: &Stage) -> Value {
    let invoice = json!({
        "title": "T", "description": "D", "payload": "order 7", "currency": "XTR",
        "prices": [{"label": "a", "amount": 7}],
    });
    let link = stage.call("createInvoiceLink", invoice).await.unwrap();
    let confirmed = json!({"from": stage.alice, "invoice_link": link});
    let query = stage.post("pre_checkout_queries", confirmed).await;
    let answer = json!({"pre_checkout_query_id": query["pre_checkout_query_id"], "ok": true});
    stage.call("answerPreCheckoutQuery", answer).await.unwrap();
    stage.updates().await.last().unwrap()["message"]["successful_payment"].clone()
}

/// Source: `Client::process_refund_star_payment_query`, `JsonRefundedPayment::store` and
/// `Client::need_skip_update_message`.
#[tokio::test]
async fn a_refund_returns_the_stars_and_is_announced() {
    let stage = Stage::new().await;
    stage.post("stars", json!({"user": stage.alice, "amount": 10})).await;
    let charge = paid(&stage).await["telegram_payment_charge_id"].clone();
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 7})));
    let refund = json!({"user_id": stage.alice, "telegram_payment_charge_id": charge});
    assert_eq!(stage.call("refundStarPayment", refund.clone()).await, Ok(json!(true)));
    let message = stage.updates().await[0]["message"].clone();
    assert_eq!(
        (&message["from"]["id"], &message["refunded_payment"]),
        (
            &json!(42),
            &json!({
                "currency": "XTR", "total_amount": 7, "invoice_payload": "order 7",
                "telegram_payment_charge_id": charge, "provider_payment_charge_id": "provider1",
            }),
        ),
    );
    let why = stage.refusal("refundStarPayment", refund).await;
    assert_eq!(why, "CHARGE_ALREADY_REFUNDED");
    let balance = stage.post("stars", json!({"user": stage.alice, "amount": 0})).await;
    assert_eq!(balance, json!({"balance": 10}));
    let all = stage.call("getStarTransactions", json!({})).await.unwrap();
    let partner = json!({
        "type": "user", "transaction_type": "invoice_payment", "invoice_payload": "order 7",
        "user": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
    });
    let date = &message["date"];
    assert_eq!(
        all,
        json!({"transactions": [
            {"id": charge, "amount": 7, "date": date, "source": partner},
            {"id": charge, "amount": 7, "date": date, "receiver": partner},
        ]}),
    );
}

#[tokio::test]
async fn a_bot_that_has_spent_its_stars_refunds_nothing() {
    let stage = Stage::new().await;
    let charge = paid(&stage).await["telegram_payment_charge_id"].clone();
    stage.post("stars", json!({"user": 42, "amount": -1})).await;
    let refund = json!({"user_id": stage.alice, "telegram_payment_charge_id": charge});
    assert_eq!(stage.refusal("refundStarPayment", refund).await, "BALANCE_TOO_LOW");
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let other = json!({"user_id": bob, "telegram_payment_charge_id": charge});
    assert_eq!(stage.refusal("refundStarPayment", other).await, "CHARGE_NOT_FOUND");
}

/// Source: `Client::process_get_star_transactions_query`.
#[tokio::test]
async fn transactions_come_in_pages_from_the_oldest() {
    let stage = Stage::new().await;
    for _ in 0..3 {
        paid(&stage).await;
    }
    let table = [
        (json!({}), vec![1, 2, 3]),
        (json!({"offset": 1}), vec![2, 3]),
        (json!({"offset": 1, "limit": 1}), vec![2]),
        (json!({"limit": 0}), vec![1]),
        (json!({"offset": -1, "limit": 2}), vec![1, 2]),
        (json!({"offset": 9}), vec![]),
    ];
    for (params, numbers) in table {
        let page = stage.call("getStarTransactions", params.clone()).await.unwrap();
        let page = page["transactions"].as_array().unwrap().clone();
        let ids: Vec<&Value> = page.iter().map(|transaction| &transaction["id"]).collect();
        let expected: Vec<String> = numbers.iter().map(|n: &i32| format!("telegram{n}")).collect();
        assert_eq!(json!(ids), json!(expected), "{params}");
    }
}

#[tokio::test]
async fn a_user_who_was_given_stars_pays_with_them_only() {
    let stage = Stage::new().await;
    // A user who was not given stars buys the missing ones.
    paid(&stage).await;
    stage.post("stars", json!({"user": stage.alice, "amount": 6})).await;
    let invoice = json!({
        "title": "T", "description": "D", "payload": "p", "currency": "XTR",
        "prices": [{"label": "a", "amount": 7}],
    });
    let link = stage.call("createInvoiceLink", invoice).await.unwrap();
    let confirmed = json!({"from": stage.alice, "invoice_link": link});
    let path = "/emu/v1/pre_checkout_queries";
    let (_, answer) = stage.request(http::Method::POST, path, confirmed.clone()).await;
    assert_eq!(
        answer["description"],
        "Alice (100000001) has 6 stars, and 7 are required; `POST stars` gives stars",
    );
    stage.post("stars", json!({"user": stage.alice, "amount": 1})).await;
    let query = stage.post("pre_checkout_queries", confirmed).await;
    // The stars are spent before the bot answers: nothing is paid.
    stage.post("stars", json!({"user": stage.alice, "amount": -1})).await;
    let answer = json!({"pre_checkout_query_id": query["pre_checkout_query_id"], "ok": true});
    stage.call("answerPreCheckoutQuery", answer).await.unwrap();
    let updates = stage.updates().await;
    assert!(updates.iter().all(|update| update["message"].is_null()), "{updates:?}");
}
