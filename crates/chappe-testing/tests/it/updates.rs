//! Updates of any kind.

use chappe_core::{Router, extract::Event, reply};
use chappe_testing::{TestBot, UpdateBuilder, sent_text};
use chappe_types::{MessageReactionUpdated, UpdateType};

#[test]
fn every_kind_of_update_can_be_built() {
    for kind in UpdateType::ALL {
        let update = UpdateBuilder::new(kind).id(9).build();
        assert_eq!((update.kind.update_type(), update.update_id.0), (Some(kind), 9));
    }
}

#[test]
fn missing_lists_and_objects_on_a_path_are_created() {
    let update = UpdateBuilder::message("hi")
        .set("entities.1.type", "bold")
        .set("entities.1.offset", 0)
        .set("entities.1.length", 2)
        .set("entities.0", serde_json::json!({"type": "code", "offset": 0, "length": 1}))
        .set("chat.title", "Friends")
        .build();
    let json: serde_json::Value = serde_json::from_slice(&update.to_json()).unwrap();
    let message = &json["message"];
    assert_eq!(message["entities"][1]["type"], "bold");
    assert_eq!((&message["chat"]["title"], &message["chat"]["id"]), (&"Friends".into(), &7.into()));
}

#[test]
#[should_panic(expected = "not a valid message")]
fn an_invalid_payload_is_reported() {
    UpdateBuilder::message("hi").set("chat.id", "seven").build();
}

#[tokio::test]
async fn delivered_updates_of_any_kind_are_handled() {
    let thank = async |Event(reaction): Event<MessageReactionUpdated>| {
        chappe_types::SendMessage::new(reaction.chat.id, "Thanks!")
    };
    let app = Router::new("app")
        .message(|m| m.on((), async || reply("hello")))
        .message_reaction(|r| r.on((), thank));
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    alice.send("hi").await;
    bot.expect(sent_text("hello"));
    let update = UpdateBuilder::new(UpdateType::MessageReaction).set("chat.id", alice.id().0);
    let report = bot.deliver(&update.build()).await;
    assert_eq!((report.updates(), report.is_handled()), (1, true), "{report}");
    bot.expect(sent_text("Thanks!").to(&alice));
}
