//! Payments of invoices.

use serde_json::{Value, json};

use crate::support::Stage;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// Sends the pre-checkout query of an invoice to Alice. Returns its id.
async fn asked(stage: &Stage) -> Value {
    stage.send("hi").await;
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "order 7",
        "currency": "XTR", "prices": [{"label": "a", "amount": 3}, {"label": "b", "amount": 4}],
    });
    let bill = stage.call("sendInvoice", bill).await.unwrap();
    stage.updates().await;
    let query =
        json!({"from": stage.alice, "chat_id": stage.alice, "message_id": bill["message_id"]});
    stage.post("pre_checkout_queries", query).await;
    stage.updates().await[0]["pre_checkout_query"].clone()
}

#[tokio::test]
async fn an_invoice_is_paid_after_a_positive_answer() {
    let stage = Stage::new().await;
    let query = asked(&stage).await;
    assert_eq!(
        (&query["currency"], &query["total_amount"], &query["invoice_payload"]),
        (&json!("XTR"), &json!(7), &json!("order 7")),
    );
    let answer = json!({"pre_checkout_query_id": query["id"], "ok": true});
    assert_eq!(stage.call("answerPreCheckoutQuery", answer.clone()).await, Ok(json!(true)));
    let paid = stage.updates().await[0]["message"]["successful_payment"].clone();
    assert_eq!(
        paid,
        json!({
            "currency": "XTR", "total_amount": 7, "invoice_payload": "order 7",
            "telegram_payment_charge_id": "telegram1", "provider_payment_charge_id": "provider1",
        }),
    );
    assert_eq!(stage.refusal("answerPreCheckoutQuery", answer).await, TOO_OLD);
}

#[tokio::test]
async fn a_payment_waits_ten_seconds_and_requires_a_positive_answer() {
    let stage = Stage::new().await;
    let query = asked(&stage).await;
    let no = json!({"pre_checkout_query_id": query["id"], "ok": false, "error_message": "Sold"});
    assert_eq!(stage.call("answerPreCheckoutQuery", no).await, Ok(json!(true)));
    let query = asked(&stage).await;
    stage.post("clock", json!({"advance": 11})).await;
    let late = json!({"pre_checkout_query_id": query["id"], "ok": true});
    assert_eq!(stage.refusal("answerPreCheckoutQuery", late).await, TOO_OLD);
}

#[tokio::test]
async fn a_bot_answers_a_shipping_query() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
        "currency": "EUR", "prices": [{"label": "a", "amount": 3}],
    });
    let bill = stage.call("sendInvoice", bill).await.unwrap();
    stage.updates().await;
    let query =
        json!({"from": stage.alice, "chat_id": stage.alice, "message_id": bill["message_id"]});
    let id = stage.post("shipping_queries", query).await["shipping_query_id"].clone();
    let update = stage.updates().await[0]["shipping_query"].clone();
    assert_eq!((&update["id"], &update["invoice_payload"]), (&id, &json!("p")));
    assert_eq!(update["shipping_address"]["city"], "Paris");
    let answer = json!({"shipping_query_id": id, "ok": true, "shipping_options": []});
    assert_eq!(stage.call("answerShippingQuery", answer.clone()).await, Ok(json!(true)));
    assert_eq!(stage.refusal("answerShippingQuery", answer).await, TOO_OLD);
}

#[tokio::test]
async fn the_sum_of_prices_saturates() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let price = json!({"label": "a", "amount": i64::MAX});
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
        "currency": "EUR", "prices": [price, price],
    });
    let bill = stage.call("sendInvoice", bill).await.unwrap();
    assert_eq!(bill["invoice"]["total_amount"], json!(i64::MAX));
}
