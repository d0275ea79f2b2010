//! People pay, and their business accounts have bots.

use chappe_core::{Router, extract::Event, filter::command, reply};
use chappe_testing::{BusinessRights, TestBot, called, sent_text};
use chappe_types::{
    BusinessConnection, BusinessMessagesDeleted, ChatBoostUpdated, CreateInvoiceLink,
    InputChecklist, InputChecklistTask, LabeledPrice, Message, PreCheckoutQuery, SendChecklist,
};
use serde_json::json;

/// A bot that sells a subscription, and that sends a checklist to customers of a business account.
fn app() -> Router {
    Router::new("app")
        .message(|m| {
            m.on(command("link"), async || {
                let price = vec![LabeledPrice::new("Month", 5)];
                CreateInvoiceLink::new("Club", "D", "club", "XTR", price)
                    .subscription_period(2_592_000)
            })
        })
        .pre_checkout_query(|q| {
            q.fallback(async |Event(query): Event<PreCheckoutQuery>| query.answer(true))
        })
        .business_connection(|b| b.fallback(async |_: Event<BusinessConnection>| {}))
        .deleted_business_messages(|b| b.fallback(async |_: Event<BusinessMessagesDeleted>| {}))
        .business_message(|m| {
            m.on(command("list"), async |Event(message): Event<Message>| {
                let tasks = vec![InputChecklistTask::new(1, "Milk")];
                let list = InputChecklist::new("Buy", tasks).others_can_mark_tasks_as_done(true);
                let connection = message.business_connection_id.clone().unwrap_or_default();
                SendChecklist::new(connection, message.chat.id, list)
            })
            .fallback(async || reply("We open at nine"))
        })
        .chat_boost(|b| b.fallback(async |_: Event<ChatBoostUpdated>| {}))
}

#[tokio::test(start_paused = true)]
async fn a_subscription_by_a_link_takes_stars_each_month() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.give_stars(12);
    alice.send("/link").await;
    let link = bot.expect(called("createInvoiceLink")).result().unwrap().clone();
    let report = alice.pay_link(link.as_str().unwrap()).await;
    assert_eq!((report.updates(), report.is_handled()), (1, true));
    bot.expect(called("answerPreCheckoutQuery"));
    assert_eq!(alice.give_stars(0), 7);
    bot.wait(std::time::Duration::from_secs(2_592_000)).await;
    assert_eq!(alice.give_stars(0), 2);
    let paid = alice.messages().pop().unwrap()["successful_payment"].clone();
    assert_eq!((&paid["is_recurring"], &paid["is_first_recurring"]), (&json!(true), &json!(null)));
}

#[tokio::test]
#[should_panic = "alice has 4 stars, and 5 are required; `POST stars` gives stars"]
async fn a_payment_requires_enough_stars() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.give_stars(4);
    alice.send("/link").await;
    let link = bot.expect(called("createInvoiceLink")).result().unwrap().clone();
    alice.pay_link(link.as_str().unwrap()).await;
}

#[tokio::test]
async fn customers_of_a_business_account_are_answered_and_mark_tasks() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    assert_eq!(alice.business_connection(), None);
    let connected = alice.connect_business(BusinessRights::all()).await;
    assert_eq!((connected.updates(), connected.is_handled()), (1, true));
    bob.write_to_business(&alice, "Open?").await;
    let answer = bot.expect(sent_text("We open at nine"));
    assert_eq!(
        (&answer.result().unwrap()["from"]["id"], &answer.result().unwrap()["chat"]["id"]),
        (&json!(alice.id().0), &json!(bob.id().0)),
    );
    alice.write_as_business(&bob, "/list").await;
    let list = bot.expect(called("sendChecklist")).result().unwrap()["message_id"].clone();
    let report = bob.mark_done(list.as_i64().unwrap(), &[1]).await;
    let service = &report.message().unwrap()["checklist_tasks_done"];
    assert_eq!(service["marked_as_done_task_ids"], json!([1]));
    alice.disconnect_business().await;
    bot.expect(sent_text("We open at nine"));
    bot.expect_nothing();
}

#[tokio::test]
async fn administrators_receive_boosts() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let news = bot.channel("News", &[&alice]).await;
    assert_eq!(alice.boost(&news).await.updates(), 1);
    assert_eq!(alice.remove_boost(&news).await.updates(), 0, "the bot does not request them");
}

#[tokio::test]
async fn paid_media_are_seen_after_the_purchase() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let photo = alice.send_photo(b"\xff\xd8 a photo").await;
    let file = photo.message().unwrap()["photo"][0]["file_id"].as_str().unwrap().to_owned();
    let media =
        vec![chappe_types::InputPaidMediaPhoto::new(chappe_types::FileId::from(file)).into()];
    let sold = chappe_types::SendPaidMedia::new(alice.id(), 5, media);
    bot.bot().send(sold).await.unwrap();
    let shown = || alice.messages().pop().unwrap()["paid_media"]["paid_media"][0]["type"].clone();
    assert_eq!(shown(), "preview");
    alice.buy_media().await;
    assert_eq!(shown(), "photo");
}
