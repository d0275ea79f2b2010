//! Payments of invoices.

use serde_json::{Value, json};

use crate::support::Stage;

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// Sends the pre-checkout query of an invoice to Alice. Returns its id.
async fn asked(stage: &Stage) -> Value {
    stage.send("hi").await;
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "order 7",
        "currency": "XTR", "prices": [{"label": "a", "amount": 7}],
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
        "currency": "EUR", "provider_token": "1:TEST:a", "prices": [{"label": "a", "amount": 3}],
        "is_flexible": true,
    });
    let bill = stage.call("sendInvoice", bill).await.unwrap();
    stage.updates().await;
    let query =
        json!({"from": stage.alice, "chat_id": stage.alice, "message_id": bill["message_id"]});
    let id = stage.post("shipping_queries", query).await["shipping_query_id"].clone();
    let update = stage.updates().await[0]["shipping_query"].clone();
    assert_eq!((&update["id"], &update["invoice_payload"]), (&id, &json!("p")));
    assert_eq!(update["shipping_address"]["city"], "Paris");
    let option = json!({"id": "post", "title": "Post", "prices": [{"label": "Post", "amount": 2}]});
    let answer = json!({"shipping_query_id": id, "ok": true, "shipping_options": [option]});
    assert_eq!(stage.call("answerShippingQuery", answer.clone()).await, Ok(json!(true)));
    assert_eq!(stage.refusal("answerShippingQuery", answer).await, TOO_OLD);
    let confirmed = json!({
        "from": stage.alice, "message_id": bill["message_id"], "shipping_query_id": id,
        "shipping_option_id": "post",
    });
    stage.post("pre_checkout_queries", confirmed).await;
    let query = stage.updates().await[0]["pre_checkout_query"].clone();
    let info = json!({"shipping_address": update["shipping_address"]});
    assert_eq!(
        (&query["total_amount"], &query["shipping_option_id"], &query["order_info"]),
        (&json!(5), &json!("post"), &info),
    );
    let answer = json!({"pre_checkout_query_id": query["id"], "ok": true});
    stage.call("answerPreCheckoutQuery", answer).await.unwrap();
    let paid = stage.updates().await[0]["message"]["successful_payment"].clone();
    assert_eq!(
        (&paid["total_amount"], &paid["shipping_option_id"], &paid["order_info"]),
        (&json!(5), &json!("post"), &info),
    );
}

/// Source: `Client::process_answer_pre_checkout_query_query` and
/// `Client::process_answer_shipping_query_query`.
#[tokio::test]
async fn a_negative_answer_has_a_reason_and_a_positive_one_has_options() {
    let stage = Stage::new().await;
    let table = [
        ("answerPreCheckoutQuery", "pre_checkout_query_id", false, "error_message"),
        ("answerShippingQuery", "shipping_query_id", false, "error_message"),
        ("answerShippingQuery", "shipping_query_id", true, "shipping_options"),
    ];
    for (method, id, is_ok, missing) in table {
        let why = stage.refusal(method, json!({id: "1", "ok": is_ok})).await;
        assert_eq!(why, format!("parameter \"{missing}\" is required"), "{method}");
    }
}

/// Source: `Client::get_input_message_invoice`, `Client::get_labeled_price_part`,
/// `LabeledPricePart::get_labeled_price_parts` and `InputInvoice::process_input_message_invoice`.
#[tokio::test]
async fn invalid_invoices_are_refused() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let price = |amount: i64| json!([{"label": "a", "amount": amount}]);
    let most = 999_999_999_999_i64;
    let two = json!([{"label": "a", "amount": most}, {"label": "b", "amount": most}]);
    let table = [
        (json!({"prices": []}), "there must be at least one price"),
        (
            json!({"prices": [{"label": "", "amount": 1}]}),
            "can't parse labeled price: LabeledPrice label must be non-empty",
        ),
        (json!({"prices": price(0)}), "total price must be positive"),
        (json!({"prices": price(i64::MAX)}), "too big amount of the currency specified"),
        (json!({"prices": two}), "total price is too big"),
        (json!({"provider_token": ""}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"provider_token": "made up"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"currency": "XTR", "max_tip_amount": 5}), "STARS_INVOICE_INVALID"),
        (
            json!({"currency": "XTR", "prices": [{"label": "a", "amount": 1}, {"label": "b", "amount": 1}]}),
            "STARS_INVOICE_INVALID",
        ),
        (json!({"payload": "p".repeat(129)}), "INVOICE_PAYLOAD_INVALID"),
        (json!({"max_tip_amount": -1}), "invalid max_tip_amount of the currency specified"),
        (json!({"suggested_tip_amounts": [0]}), "suggested tip amount must be positive"),
        (
            json!({"max_tip_amount": 1, "suggested_tip_amounts": [2]}),
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
        (
            json!({"max_tip_amount": 9, "suggested_tip_amounts": [1, 2, 3, 4, 5]}),
            "there can be at most 4 suggested tip amounts",
        ),
    ];
    for (change, why) in table {
        let mut params = json!({
            "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
            "currency": "EUR", "provider_token": "1:TEST:a", "prices": price(3),
        });
        for (name, value) in change.as_object().unwrap() {
            params[name] = value.clone();
        }
        assert_eq!(stage.refusal("sendInvoice", params.clone()).await, why, "{change}");
        assert_eq!(stage.refusal("createInvoiceLink", params).await, why, "{change}");
    }
    let period = json!({
        "title": "T", "description": "D", "payload": "p", "currency": "XTR",
        "prices": price(3), "subscription_period": 60,
    });
    let why = stage.refusal("createInvoiceLink", period).await;
    assert_eq!(why, "SUBSCRIPTION_PERIOD_INVALID");
}

#[tokio::test]
async fn a_link_is_paid_more_than_once_with_what_the_invoice_requires() {
    let stage = Stage::new().await;
    let invoice = json!({
        "title": "T", "description": "D", "payload": "p", "currency": "EUR",
        "provider_token": "1:TEST:a", "prices": [{"label": "a", "amount": 300}],
        "need_email": true, "max_tip_amount": 50,
    });
    let link = stage.call("createInvoiceLink", invoice).await.unwrap();
    assert_eq!(link, "https://t.me/$emu00000001");
    for tip in [0, 50] {
        let confirmed = json!({
            "from": stage.alice, "invoice_link": link, "tip": tip,
            "order_info": {"email": "a@example.com"},
        });
        let query = stage.post("pre_checkout_queries", confirmed).await;
        let answer = json!({"pre_checkout_query_id": query["pre_checkout_query_id"], "ok": true});
        stage.call("answerPreCheckoutQuery", answer).await.unwrap();
        let paid = stage.updates().await[1]["message"]["successful_payment"].clone();
        assert_eq!(
            (&paid["total_amount"], &paid["order_info"]),
            (&json!(300 + tip), &json!({"email": "a@example.com"})),
        );
    }
    let refusals = [
        (json!({"tip": 51}), "`tip` is at most 50"),
        (json!({"order_info": {"name": "A"}}), "the invoice requires `order_info.email`"),
        (
            json!({"invoice_link": "https://t.me/$none"}),
            "there is no invoice link \"https://t.me/$none\"",
        ),
    ];
    for (change, why) in refusals {
        let mut confirmed = json!({"from": stage.alice, "invoice_link": link});
        for (name, value) in change.as_object().unwrap() {
            confirmed[name] = value.clone();
        }
        let path = "/emu/v1/pre_checkout_queries";
        let (_, answer) = stage.request(http::Method::POST, path, confirmed).await;
        assert_eq!(answer["description"], why);
    }
    assert_eq!(stage.call("getMyStarBalance", json!({})).await, Ok(json!({"amount": 0})));
}

#[tokio::test]
async fn payers_read_what_an_invoice_requires() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bill = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
        "currency": "EUR", "provider_token": "1:TEST:a", "prices": [{"label": "a", "amount": 3}],
        "is_flexible": true, "need_name": true, "max_tip_amount": 9, "suggested_tip_amounts": [2],
    });
    let sent = stage.call("sendInvoice", bill).await.unwrap();
    let path = |of: &str| format!("invoices?from={}&{of}", stage.alice);
    let of_message = format!("chat_id={}&message_id={}", stage.alice, sent["message_id"]);
    let found = json!({
        "invoice": sent["invoice"], "bot": 42, "order_info": ["name", "shipping_address"],
        "is_flexible": true, "max_tip_amount": 9, "suggested_tip_amounts": [2],
    });
    assert_eq!(stage.get(&path(&of_message)).await, found);
    let bill = json!({
        "title": "Club", "description": "D", "payload": "p", "currency": "XTR",
        "prices": [{"label": "a", "amount": 3}], "subscription_period": 2_592_000,
    });
    let link = stage.call("createInvoiceLink", bill).await.unwrap();
    let found = json!({
        "invoice": {
            "title": "Club", "description": "D", "currency": "XTR", "total_amount": 3,
            "start_parameter": "",
        },
        "bot": 42, "order_info": [], "is_flexible": false, "max_tip_amount": 0,
        "suggested_tip_amounts": [], "subscription_period": 2_592_000,
    });
    let of_link = format!("invoice_link={}", link.as_str().unwrap());
    assert_eq!(stage.get(&path(&of_link)).await, found);
}
