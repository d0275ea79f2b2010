//! A shop: people buy, are refused, and get their stars back.

use chappe_testing::{TestBot, called, sent_text};
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn a_good_is_paid_for_delivered_and_refunded() {
    let bot = TestBot::new(payments::app());
    let alice = bot.user("alice");
    alice.give_stars(20);
    alice.send("/buy cake").await;
    bot.expect(called("sendInvoice"));
    alice.pay().await;
    bot.expect(called("answerPreCheckoutQuery"));
    bot.expect(sent_text("Here you are: a piece of cake").to(&alice));
    assert_eq!(alice.give_stars(0), 8);
    alice.send("/refund").await;
    bot.expect(called("refundStarPayment"));
    bot.expect(sent_text("Your stars are back."));
    assert_eq!(alice.give_stars(0), 20);
    alice.send("/refund").await;
    bot.expect(sent_text("There is nothing to refund."));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_sold_is_answered_with_the_list() {
    let bot = TestBot::new(payments::app());
    let alice = bot.user("alice");
    alice.send("/buy wine").await;
    bot.expect(sent_text("Write /buy tea, /buy cake or /refund, please."));
}

#[tokio::test(start_paused = true)]
async fn an_order_with_an_old_price_or_of_an_old_good_is_refused() {
    let bot = TestBot::new(payments::app());
    let alice = bot.user("alice");
    alice.send("hi").await;
    bot.expect(called("sendMessage"));
    for (payload, stars, reason) in
        [("tea", 4, "The price has changed. Please order again."), ("wine", 5, "This is sold out.")]
    {
        let invoice = json!({
            "title": "T", "description": "D", "payload": payload, "currency": "XTR",
            "prices": [{"label": "T", "amount": stars}],
        });
        let invoice = chappe::client::Call::named(
            "createInvoiceLink",
            chappe::client::Params::from_json(invoice.to_string().into_bytes()).unwrap(),
        );
        let link = bot.bot().call(invoice).await.unwrap();
        let link: String = serde_json::from_slice(link.result()).unwrap();
        bot.expect(called("createInvoiceLink"));
        alice.pay_link(&link).await;
        let answer = bot.expect(called("answerPreCheckoutQuery"));
        assert_eq!(answer.params()["error_message"], reason);
        bot.expect_nothing();
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_fails_can_be_tried_again() {
    let bot = TestBot::new(payments::app());
    let alice = bot.user("alice");
    alice.send("/buy tea").await;
    alice.pay().await;
    bot.refuse("refundStarPayment", 500, "Internal Server Error");
    let failed = alice.send("/refund").await;
    assert!(failed.error().is_some_and(|error| error.contains("refundStarPayment")));
    alice.send("/refund").await;
    bot.expect(sent_text("Your stars are back."));
}
