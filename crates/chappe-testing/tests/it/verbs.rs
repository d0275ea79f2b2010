//! What users send, share, forward and set.

use chappe_core::{Router, extract::Event, filter::command};
use chappe_testing::TestBot;
use chappe_types::{
    KeyboardButton, KeyboardButtonRequestChat, Message, ReplyKeyboardMarkup, SendMessage,
};
use serde_json::{Value, json};

/// A bot that shows a keyboard, and handles all other messages without a reply.
fn app() -> Router {
    let menu = async |Event(message): Event<Message>| -> SendMessage {
        let group =
            KeyboardButton::new("Group").request_chat(KeyboardButtonRequestChat::new(1, false));
        let contact = KeyboardButton::new("Contact").request_contact(true);
        let rows = vec![vec![group, contact]];
        message.answer("The menu.").reply_markup(ReplyKeyboardMarkup::new(rows))
    };
    Router::new("app").message(|m| m.on(command("menu"), menu).on((), async || ()))
}

#[tokio::test]
async fn users_send_positions_and_venues() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    let sent = alice.send_location(1.5, 2.5).await;
    assert_eq!(sent.message().unwrap()["location"], place);
    let sent = alice.send_venue("Cafe", "Street 1", 1.5, 2.5).await;
    assert_eq!(
        sent.message().unwrap()["venue"],
        json!({"title": "Cafe", "address": "Street 1", "location": place}),
    );
}

#[tokio::test]
async fn buttons_share_a_contact_and_a_chat() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.group("Friends", &[&alice]).await;
    alice.send("/menu").await;
    let shared = alice.tap("Contact").await;
    assert_eq!(shared.message().unwrap()["contact"]["user_id"], alice.id().0);
    let shared = alice.share_chat("Group", &group).await;
    assert_eq!(
        shared.message().unwrap()["chat_shared"],
        json!({"request_id": 1, "chat_id": group.id().0}),
    );
}

#[tokio::test]
async fn forwards_hide_their_sender() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.group("Friends", &[&alice]).await;
    let sent = alice.send("hi").await.message_id();
    alice.hide_in_forwards(true).await;
    let forwarded = alice.forward(sent, &group).await;
    assert_eq!(forwarded.message().unwrap()["forward_origin"]["sender_user_name"], "Alice");
    let copied = alice.forward_without_sender(sent, &group).await;
    let copied = copied.message().unwrap();
    assert_eq!((&copied["text"], copied.get("forward_origin")), (&json!("hi"), None::<&Value>));
}

#[tokio::test]
async fn a_user_with_premium_has_several_reactions() {
    let bot = TestBot::new(app());
    let fan = bot.person("fan", json!({"first_name": "Fan", "is_premium": true}));
    let sent = fan.send("hi").await.message_id();
    fan.set_reactions(sent, [json!("👍"), json!("🔥")]).await;
    fan.set_reactions(sent, []).await;
    assert_eq!(
        bot.transcript(),
        "fan: hi\nfan reacts [\"👍\",\"🔥\"] to #1\nfan reacts [] to #1\n",
    );
}
