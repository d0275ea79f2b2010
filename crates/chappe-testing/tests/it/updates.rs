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
fn lists_and_objects_are_made_where_a_path_leads() {
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
#[should_panic(expected = "this is no message")]
fn what_does_not_fit_is_told() {
    UpdateBuilder::message("hi").set("chat.id", "seven").build();
}

#[tokio::test]
async fn a_bot_gets_whatever_it_is_given() {
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
    let turn = bot.deliver(&update.build()).await;
    assert_eq!((turn.updates(), turn.is_handled()), (1, true), "{turn}");
    bot.expect(sent_text("Thanks!").to(&alice));
}
