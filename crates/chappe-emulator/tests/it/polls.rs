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
    let poll = |question: &str, options: Value, more: Value| {
        let mut params = json!({"chat_id": stage.alice, "question": question, "options": options});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let quiz = |correct: Value| {
        let more = json!({"type": "quiz", "correct_option_ids": correct});
        poll("?", json!(["a", "b"]), more)
    };
    let ab = json!(["a", "b"]);
    let no = json!({});
    let voters = "poll voters can be restricted only in channel chats";
    // Client::process_send_poll_query, PollOption::get_poll_options,
    // PollManager::check_quiz_correct_option_ids and create_input_message_content.
    let table = [
        (poll("?", json!([]), no.clone()), "poll must have at least one answer option"),
        (poll("?", json!(vec!["a"; 13]), no.clone()), "poll can't have more than 12 options"),
        (poll("?", json!(["a", ""]), no.clone()), "text must be non-empty"),
        (
            poll("?", json!(["a", "b".repeat(101)]), no.clone()),
            "poll options length must not exceed 100",
        ),
        (poll(&"?".repeat(301), ab.clone(), no), "poll question length must not exceed 300"),
        (poll("?", ab.clone(), json!({"type": "essay"})), "unsupported poll type specified"),
        (poll("?", ab.clone(), json!({"members_only": true})), voters),
        (poll("?", ab.clone(), json!({"country_codes": ["DE"]})), voters),
        (poll("?", ab, json!({"country_codes": ["de"]})), "invalid country code specified"),
        (quiz(Value::Null), "can't parse correct option ids: expected an Array"),
        (quiz(json!([])), "correct quiz option list must be non-empty"),
        (quiz(json!([1, 0])), "correct quiz option list must be increasing"),
        (quiz(json!([2])), "wrong quiz correct_option_id"),
        (quiz(json!([-1])), "wrong quiz correct_option_id"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("sendPoll", params).await, why);
    }
    let sent = stage.call("sendPoll", quiz(json!([0, 1]))).await.unwrap();
    assert_eq!(sent["poll"]["id"], "1", "no number was used");
}

#[tokio::test]
async fn texts_of_polls_have_markup() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let emoji = "<tg-emoji emoji-id=\"7\">👍</tg-emoji>";
    let custom = |offset: u8| {
        json!([{
            "type": "custom_emoji", "offset": offset, "length": 2, "custom_emoji_id": "7",
        }])
    };
    let sent = ask(
        &stage,
        json!({
            "question": format!("<b>Which</b> {emoji}"), "question_parse_mode": "HTML",
            "options": [
                "<i>a</i>",
                {"text": format!("<i>b</i> {emoji}"), "text_parse_mode": "HTML"},
                {"text": "c 👍", "text_entities": custom(2)},
            ],
            "type": "quiz", "correct_option_ids": [1],
            "explanation": "<b>so</b>", "explanation_parse_mode": "HTML",
            "description": "*long*", "description_parse_mode": "MarkdownV2",
        }),
    )
    .await;
    // JsonPoll and JsonPollOption; keep_only_custom_emoji in questions and options.
    let expected = json!({
        "id": "1", "type": "quiz", "question": "Which 👍", "question_entities": custom(6),
        "options": [
            {"persistent_id": "0", "text": "<i>a</i>", "voter_count": 0},
            {"persistent_id": "1", "text": "b 👍", "text_entities": custom(2), "voter_count": 0},
            {"persistent_id": "2", "text": "c 👍", "text_entities": custom(2), "voter_count": 0},
        ],
        "total_voter_count": 0, "is_closed": false, "is_anonymous": true,
        "allows_multiple_answers": false, "allows_revoting": false, "members_only": false,
        "correct_option_ids": [1], "explanation": "so",
        "explanation_entities": [{"type": "bold", "offset": 0, "length": 2}],
        "description": "long",
        "description_entities": [{"type": "bold", "offset": 0, "length": 4}],
    });
    assert_eq!(sent["poll"], expected);
}

#[tokio::test]
async fn a_poll_closes_after_its_period_or_at_its_date() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let table = [
        (json!({"open_period": 60, "close_date": 7000}), Some(60)),
        (json!({"close_date": 7000}), Some(7000)),
        (json!({"close_date": 1}), None),
        (json!({"open_period": 60, "is_closed": true}), None),
        (json!({}), None),
    ];
    for (mut more, period) in table {
        let now = stage.post("clock", json!({"advance": 0})).await["now"].as_i64().unwrap();
        if let Some(left) = more["close_date"].as_i64() {
            more["close_date"] = json!(now + left);
        }
        stage.updates().await;
        let mut sent = ask(&stage, more.clone()).await["poll"].take();
        let given = sent["open_period"].as_i64();
        // The clock of the machine continues meanwhile.
        assert!(period == given || period.zip(given).is_some_and(|(a, b)| a - b < 5), "{more}");
        assert_eq!(sent["close_date"].is_null(), period.is_none(), "{more}");
        stage.post("clock", json!({"advance": 50})).await;
        assert!(stage.updates().await.is_empty(), "{more}");
        stage.post("clock", json!({"advance": 6960})).await;
        let closed: Vec<Value> = stage.updates().await.iter().map(without_id).collect();
        if period.is_none() {
            assert!(closed.is_empty(), "{more}");
            continue;
        }
        // PollManager::get_poll_object: a closed poll has no period.
        sent["is_closed"] = json!(true);
        sent.as_object_mut()
            .unwrap()
            .retain(|name, _| !["open_period", "close_date"].contains(&&**name));
        assert_eq!(closed, [json!({"poll": sent})], "{more}");
        let seen = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
        assert_eq!(seen["messages"].as_array().unwrap().last().unwrap()["poll"], sent, "{more}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiting_request_receives_the_poll_that_closes() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage.updates().await;
    ask(&stage, json!({"open_period": 7})).await;
    let began = tokio::time::Instant::now();
    let updates = stage.call("getUpdates", json!({"timeout": 50})).await.unwrap();
    assert_eq!(updates[0]["poll"]["is_closed"], true);
    assert!((6..=8).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_copy_of_a_poll_is_open_for_the_same_period() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let sent = ask(&stage, json!({"open_period": 600})).await;
    stage.post("clock", json!({"advance": 300})).await;
    let copy = json!({
        "chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": sent["message_id"],
    });
    stage.call("copyMessage", copy).await.unwrap();
    let seen = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    let copied = &seen["messages"].as_array().unwrap().last().unwrap()["poll"];
    assert_eq!((&copied["id"], &copied["open_period"]), (&json!("2"), &json!(600)));
    let later =
        copied["close_date"].as_i64().unwrap() - sent["poll"]["close_date"].as_i64().unwrap();
    assert!((300..305).contains(&later), "PollManager::dup_poll");
}

#[tokio::test]
async fn a_vote_is_changed_if_the_poll_allows_it() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let table = [
        (json!({}), true),
        (json!({"allows_revoting": false}), false),
        (json!({"type": "quiz", "correct_option_ids": [0]}), false),
        (json!({"type": "quiz", "correct_option_ids": [0], "allows_revoting": true}), true),
    ];
    for (more, is_allowed) in table {
        let sent = ask(&stage, more.clone()).await;
        assert_eq!(sent["poll"]["allows_revoting"], is_allowed, "{more}");
        let vote = async |option: u8| {
            let vote = json!({
                "from": stage.alice, "chat_id": stage.alice, "message_id": sent["message_id"],
                "options": [option],
            });
            stage.request(http::Method::POST, "/emu/v1/votes", vote).await.0.is_success()
        };
        assert_eq!((vote(1).await, vote(0).await), (true, is_allowed), "{more}");
    }
}
