//! Games and their scores.

use serde_json::{Value, json};

use crate::support::Stage;

/// A game that the bot sends to Alice. Returns the parameters that name its message.
async fn game(stage: &Stage) -> Value {
    stage.send("hi").await;
    let send = json!({"chat_id": stage.alice, "game_short_name": "chess"});
    let sent = stage.call("sendGame", send).await.unwrap();
    assert_eq!(
        (&sent["game"]["title"], &sent["game"]["photo"][0]["width"]),
        (&json!("chess"), &json!(1)),
    );
    json!({"chat_id": stage.alice, "message_id": sent["message_id"]})
}

fn with(base: &Value, more: &Value) -> Value {
    let mut params = base.clone();
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    params
}

/// Source: `Client::process_set_game_score_query` and `GameManager::set_game_score`.
#[tokio::test]
async fn scores_do_not_decrease_unless_forced() {
    let stage = Stage::new().await;
    let at = game(&stage).await;
    let score = |score: i64, more: Value| {
        with(&with(&at, &json!({"user_id": stage.alice, "score": score})), &more)
    };
    let sent = stage.call("setGameScore", score(10, json!({}))).await.unwrap();
    assert_eq!(sent["game"]["text"], "1. Alice – 10");
    assert!(sent["reply_markup"]["inline_keyboard"].is_array());
    for lower in [10, 9, 0] {
        let refused = stage.refusal("setGameScore", score(lower, json!({}))).await;
        assert_eq!(refused, "BOT_SCORE_NOT_MODIFIED", "{lower}");
    }
    let quiet = score(3, json!({"force": true, "disable_edit_message": true}));
    let sent = stage.call("setGameScore", quiet).await.unwrap();
    assert_eq!(sent["game"]["text"], "1. Alice – 10");
    let scores = stage.call("getGameHighScores", with(&at, &json!({"user_id": stage.alice}))).await;
    let alice = json!({"id": stage.alice, "is_bot": false, "first_name": "Alice"});
    assert_eq!(scores, Ok(json!([{"position": 1, "user": alice, "score": 3}])));
    let table = [
        (score(-1, json!({})), "SCORE_INVALID"),
        (with(&score(20, json!({})), &json!({"user_id": 7})), "user not found"),
        (
            with(&score(20, json!({})), &json!({"message_id": 99})),
            "message to set game score not found",
        ),
        (with(&score(20, json!({})), &json!({"message_id": 1})), "game score can't be set"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("setGameScore", params).await, why);
    }
}

/// Source: `Client::process_get_game_high_scores_query`.
#[tokio::test]
async fn high_scores_are_those_of_the_user_the_neighbours_and_the_best() {
    let stage = Stage::new().await;
    let at = game(&stage).await;
    let mut players = Vec::new();
    for score in 1..=10 {
        let user = stage.post("users", json!({"first_name": format!("P{score}")})).await;
        let user = user["id"].clone();
        let params = with(&at, &json!({"user_id": user, "score": score}));
        stage.call("setGameScore", params).await.unwrap();
        players.push(user);
    }
    let positions = |user: Value| {
        let params = with(&at, &json!({"user_id": user}));
        let stage = &stage;
        async move {
            let scores = stage.call("getGameHighScores", params).await.unwrap();
            let scores = scores.as_array().unwrap().clone();
            scores.iter().map(|score| score["position"].as_i64().unwrap()).collect::<Vec<_>>()
        }
    };
    // Alice has not played.
    assert_eq!(positions(json!(stage.alice)).await, [1, 2, 3]);
    assert_eq!(positions(players[9].clone()).await, [1, 2, 3]);
    assert_eq!(positions(players[6].clone()).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(positions(players[2].clone()).await, [1, 2, 3, 6, 7, 8, 9, 10]);
}

/// Source: `InlineMessageManager`, `setInlineGameScore` and `getInlineGameHighScores`.
#[tokio::test]
async fn inline_games_have_scores_of_their_own() {
    let stage = Stage::new().await;
    let update = json!({"callback_query": {
        "id": "1", "from": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
        "chat_instance": "1", "inline_message_id": "in", "game_short_name": "chess",
    }});
    stage.post("updates", json!({"bot": 42, "update": update})).await;
    let at = json!({"inline_message_id": "in", "user_id": stage.alice});
    let set = with(&at, &json!({"score": 5}));
    assert_eq!(stage.call("setGameScore", set.clone()).await, Ok(json!(true)));
    assert_eq!(stage.refusal("setGameScore", set).await, "BOT_SCORE_NOT_MODIFIED");
    let scores = stage.call("getGameHighScores", at).await.unwrap();
    assert_eq!((&scores[0]["position"], &scores[0]["score"]), (&json!(1), &json!(5)));
    let unknown = json!({"inline_message_id": "x", "user_id": stage.alice, "score": 5});
    assert_eq!(stage.refusal("setGameScore", unknown).await, "MESSAGE_ID_INVALID");
}

/// Source: `GameManager::set_inline_game_score`: only games have scores.
#[tokio::test]
async fn inline_messages_without_a_game_have_no_scores() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let query = json!({"from": stage.alice, "query": "x"});
    let query = stage.post("inline_queries", query).await["inline_query_id"].clone();
    let keyboard = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let article = json!({
        "type": "article", "id": "1", "title": "T", "reply_markup": keyboard,
        "input_message_content": {"message_text": "x"},
    });
    let game = json!({"type": "game", "id": "2", "game_short_name": "chess"});
    let answer = json!({"inline_query_id": query, "results": [article, game]});
    stage.call("answerInlineQuery", answer).await.unwrap();
    let score = async |result: &str| {
        let chosen = json!({"inline_query_id": query, "result_id": result});
        let chosen = stage.post("chosen_inline_results", chosen).await;
        let set = json!({
            "inline_message_id": chosen["inline_message_id"], "user_id": stage.alice, "score": 5,
        });
        stage.call("setGameScore", set).await
    };
    assert_eq!(score("1").await, Err((400, "Bad Request: MESSAGE_ID_INVALID".to_owned())));
    assert_eq!(score("2").await, Ok(json!(true)));
}
