//! Arguments that are users.

use chappe::prelude::*;
use chappe_testing::{TestBot, sent_text};
use serde_json::json;

#[derive(Clone, Debug, PartialEq, Commands)]
enum Command {
    /// Bans a user
    Ban(UserRef, Option<String>),
    /// Mutes a user
    Mute { user: UserRef, minutes: Option<u32> },
    /// Shows a user
    Who { user: Option<UserRef> },
}

async fn handle(command: Command) -> String {
    match command {
        Command::Ban(user, reason) => format!("ban {} {reason:?}", kind(&user)),
        Command::Mute { user, minutes } => format!("mute {} {minutes:?}", kind(&user)),
        Command::Who { user } => format!("who {}", user.as_ref().map_or("-".to_owned(), kind)),
    }
}

fn kind(user: &UserRef) -> String {
    match user {
        UserRef::User(user) => format!("user {}", user.first_name),
        UserRef::Username(name) => format!("username {name}"),
        UserRef::Id(id) => format!("id {id}"),
        _ => "?".to_owned(),
    }
}

fn app() -> Router {
    Router::new("app").message(|m| m.on(commands::<Command>(), handle))
}

#[tokio::test]
async fn a_user_is_a_mention_or_an_id() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    for (text, expected) in [
        ("/ban @bob spam", r#"ban username bob Some("spam")"#),
        ("/ban 77", "ban id 77 None"),
        ("/mute 77 5", "mute id 77 Some(5)"),
        ("/who @bob", "who username bob"),
        ("/who", "who -"),
        ("/ban", "/ban <user> [text…]"),
        ("/ban bob", "/ban <user> [text…]"),
        ("/ban @", "/ban <user> [text…]"),
        ("/ban -5", "/ban <user> [text…]"),
        ("/who bob", "/who [user]"),
    ] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn in_a_reply_the_user_is_the_author_unless_another_one_is_mentioned() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("friends", &[&alice, &bob]).await;
    let message = bob.within(&group).send("spam").await.message_id();
    for (text, expected) in [
        ("/ban", "ban user Bob None"),
        ("/ban much spam", r#"ban user Bob Some("much spam")"#),
        ("/mute 10", "mute user Bob Some(10)"),
        ("/ban @carol", "ban username carol None"),
        ("/who", "who user Bob"),
    ] {
        alice.within(&group).reply(message, text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn a_mention_without_a_username_has_the_user_and_may_have_several_words() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let text = "/ban 🦀 Bob Builder for spam";
    let entity = |offset: i64| json!({"type": "text_mention", "offset": offset, "length": 14, "user": {"id": bob.id().0, "is_bot": false, "first_name": "Bob"}});
    let body = json!({"text": text, "entities": [entity(5)]});
    alice.send_content(body, text).await;
    bot.expect(sent_text(r#"ban user Bob Some("for spam")"#));
}

#[tokio::test]
async fn the_first_message_of_a_topic_is_not_replied_to() {
    let update = |text: &str, replied: serde_json::Value| {
        chappe_testing::UpdateBuilder::message(text).set("reply_to_message", replied).build()
    };
    let bot = TestBot::new(app());
    let message = json!({
        "message_id": 2, "date": 1, "chat": {"id": 7, "type": "private", "first_name": "A"},
        "from": {"id": 9, "is_bot": false, "first_name": "Creator"},
    });
    let with = |name: &str, value: serde_json::Value| {
        let mut message = message.clone();
        message[name] = value;
        message
    };
    let topic = with("forum_topic_created", json!({"name": "t", "icon_color": 1}));
    let channel = with("sender_chat", json!({"id": -1001, "type": "channel", "title": "c"}));
    bot.user("alice");
    let dispatcher = Dispatcher::new(app());
    let mut replies = Vec::new();
    for replied in [message.clone(), topic, channel] {
        let request = Request::from(update("/who", replied));
        let outcome = tower::ServiceExt::oneshot(dispatcher.clone(), request).await.unwrap();
        let method = outcome.reply().unwrap().downcast_ref::<chappe::types::SendMessage>();
        replies.push(method.unwrap().text.to_string());
    }
    assert_eq!(replies, ["who user Creator", "who -", "who -"]);
}
