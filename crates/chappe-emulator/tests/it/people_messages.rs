//! What users send, edit and delete.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Stage;

/// Makes a call of the control API that fails. Returns the description.
pub(crate) async fn refused(stage: &Stage, method: Method, path: &str, body: Value) -> String {
    let (status, answer) = stage.request(method, &format!("/emu/v1/{path}"), body).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    answer["description"].as_str().unwrap().to_owned()
}

/// Sends a message of Alice with these members.
async fn sent(stage: &Stage, mut body: Value) -> Value {
    body["from"] = json!(stage.alice);
    stage.post("messages", body).await
}

/// Client.cpp: `JsonContact`, `JsonLocation`, `JsonVenue`, `JsonDice`.
#[tokio::test]
async fn bots_receive_contacts_positions_venues_and_dice_of_users() {
    let stage = Stage::new().await;
    let contact = json!({"phone_number": "+1", "first_name": "Bob", "user_id": 5});
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    let live = json!({"latitude": 1.5, "longitude": 2.5, "live_period": 900, "heading": 90});
    let venue = json!({"latitude": 1.5, "longitude": 2.5, "title": "T", "address": "A"});
    let table = [
        ("contact", contact.clone(), contact),
        ("location", place.clone(), place.clone()),
        ("location", live.clone(), live),
        ("venue", venue, json!({"title": "T", "address": "A", "location": place})),
    ];
    for (name, given, expected) in table {
        let message = sent(&stage, json!({name: given})).await;
        assert_eq!(message[name], expected);
        assert_eq!(stage.updates().await.pop().unwrap()["message"], message);
    }
    for (emoji, most) in [("🎲", 6), ("🏀", 5), ("🎰", 64)] {
        let message = sent(&stage, json!({"dice": emoji})).await;
        let value = message["dice"]["value"].as_i64().unwrap();
        assert!((1..=most).contains(&value), "{emoji}: {value}");
        assert_eq!(message["dice"]["emoji"], emoji);
    }
}

#[tokio::test]
async fn a_message_has_one_content_within_the_limits_of_bots() {
    let stage = Stage::new().await;
    let table = [
        (
            json!({"text": "a", "dice": "🎲"}),
            "a message has one content; `media.caption` is its text",
        ),
        (json!({"dice": "🐳"}), "invalid dice emoji"),
        (json!({"dice": 7}), "`dice` is an emoji"),
        (json!({"venue": "Cafe"}), "`venue` is an object"),
        (
            json!({"poll": {"question": "?", "options": []}}),
            "poll must have at least one answer option",
        ),
        (json!({"text": "a", "reply_to_message_id": 7}), "the message to reply to is not there"),
        (json!({"text": "a", "message_thread_id": 7}), "there is no topic 7"),
    ];
    for (mut body, why) in table {
        body["from"] = json!(stage.alice);
        assert_eq!(refused(&stage, Method::POST, "messages", body).await, why);
    }
}

/// `PollManager::get_poll_object`: a bot does not receive the solution of a quiz of others.
#[tokio::test]
async fn a_quiz_of_a_user_shows_its_solution_when_it_is_closed() {
    let stage = Stage::new().await;
    let poll = json!({
        "question": "2 + 2?", "options": ["3", "4"], "type": "quiz", "correct_option_ids": [1],
        "explanation": "Count", "is_anonymous": false,
    });
    let message = sent(&stage, json!({"poll": poll})).await;
    assert_eq!((&message["poll"]["id"], &message["poll"]["type"]), (&json!("1"), &json!("quiz")));
    assert_eq!(message["poll"].get("correct_option_ids"), None);
    stage.updates().await;
    let id = message["message_id"].clone();
    let vote = json!({"from": stage.alice, "message_id": id, "options": [1]});
    assert_eq!(stage.post("votes", vote).await["options"][1]["voter_count"], 1);
    assert!(stage.updates().await.is_empty(), "the bot did not send the poll");
    let close = json!({"from": stage.alice, "message_id": id, "is_closed": true});
    let closed = stage.control(Method::PATCH, "messages", close.clone()).await;
    assert_eq!(
        (&closed["poll"]["correct_option_ids"], &closed["poll"]["explanation"]),
        (&json!([1]), &json!("Count")),
    );
    assert_eq!(stage.updates().await.pop().unwrap()["poll"], closed["poll"]);
    let again = refused(&stage, Method::PATCH, "messages", close).await;
    assert_eq!(again, "the poll is closed");
}

#[tokio::test]
async fn a_reply_quotes_a_part_of_a_message() {
    let stage = Stage::new().await;
    let first = sent(&stage, json!({"text": "é a cat"})).await["message_id"].clone();
    let quote = |quote: &str| json!({"text": "a", "reply_to_message_id": first, "quote": quote});
    let reply = sent(&stage, quote("cat")).await;
    assert_eq!(reply["quote"], json!({"text": "cat", "position": 4, "is_manual": true}));
    let mut wrong = quote("dog");
    wrong["from"] = json!(stage.alice);
    let why = refused(&stage, Method::POST, "messages", wrong).await;
    assert_eq!(why, "`quote` is not a part of the message");
}

/// `Client::create_message`: `sender_chat` in groups, with the fake users of older versions.
#[tokio::test]
async fn users_write_on_behalf_of_their_channels_and_groups() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    let body = |sender: i64| json!({"chat_id": group, "text": "hi", "sender_chat_id": sender});
    let message = sent(&stage, body(channel)).await;
    assert_eq!(
        (&message["from"]["id"], &message["sender_chat"]["id"]),
        (&json!(136_817_688), &json!(channel)),
    );
    let mut as_group = body(group);
    as_group["from"] = json!(stage.alice);
    let why = refused(&stage, Method::POST, "messages", as_group).await;
    assert_eq!(why, r#"Alice (100000001) is not anonymous in "G" (-1001000000001)"#);
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let join = json!({"chat_id": group, "user": bob, "status": "member"});
    stage.post("members", join).await;
    let mut as_channel = body(channel);
    as_channel["from"] = bob.clone();
    assert_eq!(
        refused(&stage, Method::POST, "messages", as_channel).await,
        r#"Bob (100000002) may not post in "G" (-1001000000002)"#
    );
    for (user, senders) in [
        (json!(stage.alice), json!([{"id": channel, "title": "G", "type": "channel"}])),
        (bob.clone(), json!([])),
    ] {
        let listed = stage.get(&format!("senders?chat_id={group}&from={user}")).await;
        assert_eq!(listed, json!({"senders": senders}));
    }
    let post = json!({"from": bob, "chat_id": channel, "text": "hi"});
    assert_eq!(
        refused(&stage, Method::POST, "messages", post).await,
        r#"Bob (100000002) may not post in "G" (-1001000000002)"#
    );
}

#[tokio::test]
async fn messages_of_users_are_in_the_topic_of_what_they_reply_to() {
    let stage = Stage::new().await;
    let forum =
        json!({"type": "supergroup", "is_forum": true, "members": [stage.alice], "bots": [42]});
    let forum = stage.post("chats", forum).await["id"].clone();
    stage.set_status(forum.as_i64().unwrap(), "administrator").await;
    let topic = stage.call("createForumTopic", json!({"chat_id": forum, "name": "T"})).await;
    let topic = topic.unwrap()["message_thread_id"].clone();
    let first =
        sent(&stage, json!({"chat_id": forum, "message_thread_id": topic, "text": "a"})).await;
    let reply = json!({"chat_id": forum, "reply_to_message_id": first["message_id"], "text": "b"});
    for message in [&first, &sent(&stage, reply).await] {
        assert_eq!(
            (&message["message_thread_id"], &message["is_topic_message"]),
            (&topic, &json!(true)),
        );
    }
}

/// Client.cpp: `JsonLocation`; a stopped live location has no period.
#[tokio::test]
async fn a_live_location_moves_until_it_ends() {
    let stage = Stage::new().await;
    let live = json!({"latitude": 1.5, "longitude": 2.5, "live_period": 900});
    let message = sent(&stage, json!({"location": live})).await;
    stage.updates().await;
    let edit = |location: Value| json!({"from": stage.alice, "message_id": message["message_id"], "location": location});
    let there = json!({"latitude": 3.5, "longitude": 4.5});
    stage.control(Method::PATCH, "messages", edit(there)).await;
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(
        update["edited_message"]["location"],
        json!({"latitude": 3.5, "longitude": 4.5, "live_period": 900}),
    );
    let stop = edit(json!({"live_period": 0}));
    stage.control(Method::PATCH, "messages", stop).await;
    let update = stage.updates().await.pop().unwrap();
    let location = &update["edited_message"]["location"];
    assert_eq!(
        (&location["latitude"], location["live_period"].as_i64().unwrap_or(0)),
        (&json!(3.5), 0)
    );

    let message = sent(&stage, json!({"location": live})).await;
    stage.post("clock", json!({"advance": 901})).await;
    let late = json!({
        "from": stage.alice, "message_id": message["message_id"], "location": {"heading": 5},
    });
    let why = refused(&stage, Method::PATCH, "messages", late).await;
    assert_eq!(why, "the message has no live location");
}

#[tokio::test]
async fn users_edit_captions_and_media_of_own_messages_for_two_days() {
    let stage = Stage::new().await;
    let photo = json!({"media": {"type": "photo", "file": "YQ==", "caption": "a"}});
    let message = sent(&stage, photo).await;
    stage.updates().await;
    let body = |members: Value| {
        let mut body = members;
        body["from"] = json!(stage.alice);
        body["message_id"] = message["message_id"].clone();
        body
    };
    let document =
        json!({"type": "document", "file": "Yg==", "file_name": "b.txt", "caption": "b"});
    stage.control(Method::PATCH, "messages", body(json!({"media": document}))).await;
    let edited = stage.updates().await.pop().unwrap()["edited_message"].clone();
    assert_eq!(
        (&edited["photo"], &edited["document"]["file_name"], &edited["caption"]),
        (&Value::Null, &json!("b.txt"), &json!("b")),
    );
    let dice = sent(&stage, json!({"dice": "🎲"})).await["message_id"].clone();
    let edit = json!({"from": stage.alice, "message_id": dice, "text": "6"});
    let why = refused(&stage, Method::PATCH, "messages", edit).await;
    assert_eq!(why, "the message has neither a text nor a caption");
    stage.post("clock", json!({"advance": 172_801})).await;
    let why = refused(&stage, Method::PATCH, "messages", body(json!({"text": "c"}))).await;
    assert_eq!(why, "a message can be edited for 48 hours");
}

#[tokio::test]
async fn messages_of_others_are_deleted_by_administrators_and_in_private_chats() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    let text = |from: &Value| json!({"from": from, "chat_id": group, "text": "hi"});
    let of_alice = stage.post("messages", text(&json!(stage.alice))).await["message_id"].clone();
    let of_bob = stage.post("messages", text(&bob)).await["message_id"].clone();
    let delete =
        |from: &Value, id: &Value| json!({"from": from, "chat_id": group, "message_id": id});
    assert_eq!(
        refused(&stage, Method::DELETE, "messages", delete(&bob, &of_alice)).await,
        r#"Bob (100000002) may not delete messages of others in "G" (-1001000000001)"#,
    );
    stage.control(Method::DELETE, "messages", delete(&json!(stage.alice), &of_bob)).await;
    stage.control(Method::DELETE, "messages", delete(&json!(stage.alice), &of_alice)).await;
    stage.send("hi").await;
    let reply =
        stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "a"})).await.unwrap();
    let private = json!({"from": stage.alice, "message_id": reply["message_id"]});
    stage.control(Method::DELETE, "messages", private).await;
    let left = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    assert_eq!(left["messages"].as_array().unwrap().len(), 1);
}
