//! Inline queries and their results.

use serde_json::{Value, json};

use crate::support::Stage;

fn article(id: &str, text: &str) -> Value {
    json!({
        "type": "article", "id": id, "title": "T",
        "input_message_content": {"message_text": text, "parse_mode": "HTML"},
        "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]},
    })
}

async fn asked(stage: &Stage) -> Value {
    let query = json!({"from": stage.alice, "query": "q"});
    stage.post("inline_queries", query).await["inline_query_id"].clone()
}

#[tokio::test]
async fn a_result_is_chosen_pressed_and_edited() {
    let stage = Stage::new().await;
    let query = asked(&stage).await;
    let answer = json!({"inline_query_id": query, "results": [article("1", "<b>x</b>")]});
    stage.call("answerInlineQuery", answer).await.unwrap();
    stage.updates().await;
    let choice = json!({"inline_query_id": query, "result_id": "1"});
    let chosen = stage.post("chosen_inline_results", choice).await;
    let id = chosen["inline_message_id"].clone();
    let update = stage.updates().await[0]["chosen_inline_result"].clone();
    assert_eq!(
        (&update["result_id"], &update["query"], &update["inline_message_id"]),
        (&json!("1"), &json!("q"), &id),
    );
    let press = json!({"from": stage.alice, "inline_message_id": id, "data": "a"});
    let pressed = stage.post("presses", press).await["callback_query_id"].clone();
    let update = stage.updates().await[0]["callback_query"].clone();
    assert_eq!(
        (&update["inline_message_id"], &update["message"], &update["data"]),
        (&id, &Value::Null, &json!("a")),
    );
    let answer = json!({"callback_query_id": pressed});
    assert_eq!(stage.call("answerCallbackQuery", answer).await, Ok(json!(true)));
    let edit = json!({"inline_message_id": id, "text": "y"});
    assert_eq!(stage.call("editMessageText", edit.clone()).await, Ok(json!(true)));
    let again = stage.refusal("editMessageText", edit).await;
    assert!(again.starts_with("message is not modified"), "{again}");
    let nobodys = json!({"inline_message_id": "x", "text": "y"});
    assert_eq!(stage.refusal("editMessageText", nobodys).await, "MESSAGE_ID_INVALID");
}

#[tokio::test]
async fn a_result_that_is_sent_to_a_group_is_a_message_of_it() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let query = asked(&stage).await;
    let answer = json!({"inline_query_id": query, "results": [article("1", "<b>x</b>")]});
    stage.call("answerInlineQuery", answer).await.unwrap();
    let choice = json!({"inline_query_id": query, "result_id": "1", "chat_id": group});
    let chosen = stage.post("chosen_inline_results", choice).await;
    let message = &chosen["message"];
    assert_eq!(
        (&message["text"], &message["entities"], &message["via_bot"]["id"]),
        (&json!("x"), &json!([{"type": "bold", "offset": 0, "length": 1}]), &json!(42)),
    );
    let press = json!({
        "from": stage.alice, "chat_id": group, "message_id": message["message_id"], "button": [0, 0],
    });
    stage.post("presses", press).await;
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(update["callback_query"]["inline_message_id"], chosen["inline_message_id"]);
    let edit = json!({"inline_message_id": chosen["inline_message_id"], "text": "y"});
    assert_eq!(stage.call("editMessageText", edit).await, Ok(json!(true)));
    let messages = stage.get(&format!("messages?chat_id={group}")).await["messages"].clone();
    assert_eq!(messages.as_array().unwrap().last().unwrap()["text"], "y");
}

#[tokio::test]
async fn answers_are_checked() {
    let stage = Stage::new().await;
    let query = asked(&stage).await;
    let answer = |results: Vec<Value>| json!({"inline_query_id": query, "results": results});
    let long = "x".repeat(65);
    let table = [
        (answer(vec![article("1", "x"), article("1", "y")]), "RESULT_ID_DUPLICATE"),
        (answer(vec![article(&long, "x")]), "RESULT_ID_INVALID"),
        (answer((0..51).map(|id| article(&id.to_string(), "x")).collect()), "RESULTS_TOO_MUCH"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("answerInlineQuery", params).await, why);
    }
    stage.post("clock", json!({"advance": 61})).await;
    assert_eq!(
        stage.refusal("answerInlineQuery", answer(vec![])).await,
        "query is too old and response timeout expired or query ID is invalid",
    );
}

#[tokio::test]
async fn an_injected_query_can_be_answered() {
    let stage = Stage::new().await;
    let query = json!({
        "id": "77", "from": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
        "chat_instance": "1", "data": "x", "inline_message_id": "im",
    });
    stage.post("updates", json!({"bot": 42, "update": {"callback_query": query}})).await;
    let answer = json!({"callback_query_id": "77", "text": "done"});
    assert_eq!(stage.call("answerCallbackQuery", answer).await, Ok(json!(true)));
    assert_eq!(stage.get("answers?callback_query_id=77").await, json!({"text": "done"}));
    let edit = json!({"inline_message_id": "im", "text": "y"});
    assert_eq!(stage.call("editMessageText", edit).await, Ok(json!(true)));
}
