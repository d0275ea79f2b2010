//! Polls and votes.

use serde_json::{Value, json};

use crate::support::Stage;

async fn ask(stage: &Stage, more: Value) -> Value {
    let mut params = json!({"chat_id": stage.alice, "question": "?", "options": ["a", "b", "c"]});
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    stage.call("sendPoll", params).await.unwrap()
}

/// The update without its id.
fn without_id(update: &Value) -> Value {
    let mut update = update.clone();
    update.as_object_mut().unwrap().remove("update_id");
    update
}

#[tokio::test]
async fn votes_are_counted_and_sent_to_the_bot() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let sent = ask(&stage, json!({"is_anonymous": false, "allows_multiple_answers": true})).await;
    let alice = sent["chat"]["id"].clone();
    stage.updates().await;
    let vote = |options: Value| {
        let id = &sent["message_id"];
        stage.post(
            "votes",
            json!({"from": alice, "chat_id": alice, "message_id": id, "options": options}),
        )
    };
    let poll = vote(json!([2, 0])).await;
    let counts: Vec<&Value> =
        poll["options"].as_array().unwrap().iter().map(|option| &option["voter_count"]).collect();
    assert_eq!(
        (counts, &poll["total_voter_count"]),
        (vec![&json!(1), &json!(0), &json!(1)], &json!(1))
    );
    let updates = stage.updates().await;
    let user = updates[1]["poll_answer"]["user"].clone();
    assert_eq!(user["id"], alice);
    assert_eq!(
        updates.iter().map(without_id).collect::<Vec<_>>(),
        [
            json!({"poll": poll}),
            json!({"poll_answer": {
                "poll_id": poll["id"], "user": user, "option_ids": [0, 2],
                "option_persistent_ids": ["0", "2"],
            }}),
        ],
    );
    let poll = vote(json!([])).await;
    assert_eq!(poll["total_voter_count"], 0);
    assert_eq!(stage.updates().await[1]["poll_answer"]["option_ids"], json!([]));
}

#[tokio::test]
async fn votes_of_anonymous_polls_have_no_user() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let sent = ask(&stage, json!({})).await;
    stage.updates().await;
    let vote = json!({
        "from": stage.alice, "chat_id": stage.alice, "message_id": sent["message_id"],
        "options": [1],
    });
    let poll = stage.post("votes", vote).await;
    let updates = stage.updates().await;
    assert_eq!(updates.iter().map(without_id).collect::<Vec<_>>(), [json!({"poll": poll})]);
}

#[tokio::test]
async fn a_stopped_poll_is_sent_to_the_bot_and_accepts_no_votes() {
    let stage = Stage::new().await;
    let hello = stage.send("hi").await["message_id"].clone();
    let sent = ask(&stage, json!({})).await;
    stage.updates().await;
    let of = |id: &Value| json!({"chat_id": stage.alice, "message_id": id});
    let poll = stage.call("stopPoll", of(&sent["message_id"])).await.unwrap();
    assert_eq!(poll["is_closed"], true);
    let updates = stage.updates().await;
    assert_eq!(updates.iter().map(without_id).collect::<Vec<_>>(), [json!({"poll": poll})]);
    assert_eq!(
        stage.refusal("stopPoll", of(&sent["message_id"])).await,
        "poll has already been closed",
    );
    assert_eq!(stage.refusal("stopPoll", of(&hello)).await, "message with poll to stop not found");
    let vote = json!({
        "from": stage.alice, "chat_id": stage.alice, "message_id": sent["message_id"],
        "options": [1],
    });
    let (status, response) = stage.request(http::Method::POST, "/emu/v1/votes", vote).await;
    assert_eq!((status.as_u16(), &response["description"]), (400, &json!("the poll is closed")));
}

#[tokio::test]
async fn polls_have_limits() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let poll = |question: &str, options: Value| json!({"chat_id": stage.alice, "question": question, "options": options});
    let table = [
        (poll("?", json!([])), "poll must have at least 1 option"),
        (poll("?", json!(vec!["a"; 13])), "poll can't have more than 12 options"),
        (poll("?", json!(["a", ""])), "poll options must be non-empty"),
        (poll("?", json!(["a", "b".repeat(101)])), "poll options length must not exceed 100"),
        (poll(&"?".repeat(301), json!(["a"])), "poll question length must not exceed 300"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("sendPoll", params).await, why);
    }
}
