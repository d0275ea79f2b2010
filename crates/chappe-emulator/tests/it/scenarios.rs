//! Scenarios and their reports.

use std::time::Duration;

use chappe_emulator::{Scenario, ScenarioReport};
use http::Method;
use serde_json::{Value, json};

use crate::support::{Stage, TOKEN};

/// A minimal bot that answers `/start`, photos and button presses.
async fn bot(stage: &Stage) {
    let mut offset = 0;
    loop {
        let asked = json!({"offset": offset, "timeout": 50});
        let Ok(updates) = stage.call("getUpdates", asked).await else { return };
        for update in updates.as_array().unwrap() {
            offset = update["update_id"].as_i64().unwrap() + 1;
            let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
            if let Some(query) = update.get("callback_query") {
                let message = &query["message"];
                let edit = json!({
                    "chat_id": message["chat"]["id"], "message_id": message["message_id"],
                    "text": "Playing.",
                });
                stage.call("editMessageText", edit).await.unwrap();
                let thanks = json!({
                    "callback_query_id": query["id"], "text": "Thanks", "show_alert": true,
                });
                stage.call("answerCallbackQuery", thanks).await.unwrap();
            } else if let Some(query) = update.get("inline_query") {
                let result = json!({
                    "type": "article", "id": "1", "title": "T",
                    "input_message_content": {"message_text": query["query"]},
                });
                let answer = json!({"inline_query_id": query["id"], "results": [result]});
                stage.call("answerInlineQuery", answer).await.unwrap();
            } else if update["message"]["text"] == "poll" {
                let poll = json!({
                    "chat_id": update["message"]["chat"]["id"], "question": "Tea?",
                    "options": ["Yes", "No"], "is_anonymous": false,
                });
                stage.call("sendPoll", poll).await.unwrap();
            } else if let Some(answer) = update.get("poll_answer") {
                let text = format!("votes {}", answer["option_ids"]);
                let text = json!({"chat_id": answer["user"]["id"], "text": text});
                stage.call("sendMessage", text).await.unwrap();
            } else if let Some(message) = update.get("message") {
                let text = message["text"].as_str();
                let text = text.or_else(|| message["caption"].as_str()).unwrap_or("something");
                let answer = json!({
                    "chat_id": message["chat"]["id"], "text": format!("<b>You</b> said {text}"),
                    "parse_mode": "HTML", "reply_markup": keyboard,
                });
                let _ = stage.call("sendMessage", answer).await;
            }
        }
    }
}

/// Runs a script with the bot.
async fn run(script: &str) -> ScenarioReport {
    let stage = Stage::new().await;
    let scenario = Scenario::from_toml(script).unwrap();
    tokio::select! {
        () = bot(&stage) => unreachable!("it asks for ever"),
        report = scenario.run(&stage.emulator) => report,
    }
}

#[tokio::test(start_paused = true)]
async fn users_of_a_scenario_reply_roll_vote_pin_and_choose() {
    run(r#"
        steps = [
          { user = "Alice", sends = "hi" },
          { expect = "You said hi" },
          { user = "Alice", replies = "why" },
          { expect = "You said why" },
          { user = "Alice", rolls = "🎲" },
          { expect = "You said something" },
          { user = "Alice", location = [52.5, 13.4] },
          { expect = "You said something" },
          { user = "Alice", reacts = "👍" },
          { user = "Alice", pins = true },
          { expect = "You said something" },
          { user = "Alice", deletes = true },
          { user = "Alice", sends = "poll" },
          { expect = { method = "sendPoll" } },
          { user = "Alice", votes = ["No"] },
          { expect = "votes [1]" },
          { user = "Alice", votes = [] },
          { expect = "votes []" },
          { user = "Alice", asks = "tea" },
          { expect = { method = "answerInlineQuery" } },
          { user = "Alice", chooses = "1" },
          { expect = "You said tea" },
          { expect_nothing = "100ms" },
        ]
    "#)
    .await
    .assert_passed();
}

#[tokio::test(start_paused = true)]
async fn a_scenario_whose_expectations_are_met_passes() {
    let report = run(r#"
        name = "asks and thanks"
        steps = [
          { user = "Alice", sends = "/start" },
          { expect = "You said /start" },
          { user = "Alice", presses = "Yes" },
          { expect = { text = "Playing.", edited = true } },
          { expect = { answer = "Thanks", alert = true } },
          { user = "bob", sends = "hi" },
          { expect = { like = "You * hi", to = "bob", buttons = [["Yes"]], params = { parse_mode = "HTML" } } },
          { user = "bob", edits = "hello" },
          { user = "bob", in = "friends", sends = "hi, all" },
          { expect = { contains = "hi, all", to = "friends" } },
          { expect = { text = "You said something", to = "friends" } }, # it was put into the group
          { user = "carol", joins = "friends" },
          { expect = { text = "You said something", to = "friends" } },
          { fault = { method = "sendMessage", times = 1, then = { status = 500, description = "Internal Server Error" } } },
          { user = "bob", sends = "again" },
          { expect = { error_code = 500 } },
          { clear_faults = true },
          { advance = "1d" },
          { wait = "10s" },
          { expect_nothing = "1s" },
        ]
        [users.bob]
        first_name = "Bob"
        language_code = "de"
        [chats.friends]
        members = ["bob"]
    "#)
    .await;
    report.assert_passed();
    assert_eq!((report.name(), report.steps().len()), ("asks and thanks", 20));
    assert_eq!(report.steps()[2].description(), "Alice presses \"Yes\"");
}

#[tokio::test(start_paused = true)]
async fn administrators_restrict_the_bot_and_promote_it_again() {
    let report = run(r#"
        steps = [
          { user = "bob", in = "friends", restricts = "bot", permissions = ["can_send_photos"], for = "1h" },
          { user = "bob", in = "friends", sends = "hi" },
          { expect = { to = "friends", error_code = 400 } },
          { advance = "61m" },
          { user = "bob", in = "friends", sends = "still there?" },
          { expect = "You said still there?" },
          { user = "bob", in = "friends", promotes = "bot", rights = ["can_pin_messages"] },
          { user = "bob", in = "friends", demotes = "bot" },
          { user = "bob", in = "friends", bans = "carol" },
          { expect = { to = "friends", text = "You said something" } },
          { user = "carol", in = "friends", sends = "let me in" },
        ]
        [users.carol]
        [chats.friends]
        type = "supergroup"
        members = ["bob", "carol"]
    "#)
    .await;
    let last = report.steps().last().unwrap();
    let failure = last.failure().unwrap_or_default();
    assert!(failure.starts_with("carol ("), "{report:?}");
    assert!(failure.contains(") is banned from \"friends\" (-100"), "{failure}");
    assert_eq!(
        (last.description(), report.steps().len()),
        ("carol sends \"let me in\" in friends", 11)
    );
}

#[tokio::test(start_paused = true)]
async fn users_ask_to_join_and_administrators_decide() {
    let report = run(r#"
        steps = [
          { user = "carol", asks_to_join = "friends" },
          { user = "bob", in = "friends", declines = "carol" },
          { user = "carol", asks_to_join = "friends" },
          { user = "bob", in = "friends", approves = "carol" },
          { expect = { to = "friends", text = "You said something" } },
          { user = "bob", in = "friends", approves = "carol" },
        ]
        [chats.friends]
        type = "supergroup"
        username = "friends"
        join_by_request = true
        members = ["bob"]
    "#)
    .await;
    let last = report.steps().last().unwrap();
    let failure = last.failure().unwrap_or_default();
    assert!(failure.contains(" has not asked to join \"friends\""), "{report:?}");
    assert_eq!(
        (last.description(), report.steps().len()),
        ("bob approves \"carol\" in friends", 6)
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_step_ends_the_scenario_and_reports_the_calls() {
    let report = run(r#"
        steps = [
          { user = "Alice", sends = "hi" },
          { expect = "You said nothing", within = "2s" },
          { user = "Alice", sends = "never" },
        ]
    "#)
    .await;
    assert!(report.took().abs_diff(Duration::from_secs(2)) < Duration::from_millis(100));
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.number(), failure.description(), failure.failure()),
        (
            2,
            "expect \"You said nothing\"",
            Some("no call matches; the bot has called:\n  sendMessage \"You said hi\" [Yes]"),
        )
    );
}

#[tokio::test(start_paused = true)]
async fn unexpected_calls_fail_a_scenario() {
    let report = run(r#"
        steps = [{ user = "Alice", sends = "hi" }, { expect_nothing = "1s" }]
    "#)
    .await;
    let failure = report.failure().unwrap().failure();
    assert_eq!(failure, Some("the bot has called:\n  sendMessage \"You said hi\" [Yes]"));
}

#[tokio::test(start_paused = true)]
async fn a_missing_bot_is_reported() {
    let scenario = Scenario::from_toml("steps = []").unwrap();
    let report = scenario.run(&chappe_emulator::Emulator::new()).await;
    let failure = report.failure().unwrap().failure().unwrap();
    assert!(failure.starts_with("no bot has requested updates or set a webhook"), "{failure}");
}

#[test]
fn errors_of_scripts_name_the_cause() {
    let wrong = |script: &str| {
        let error = Scenario::from_toml(script).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        format!("{error} {}", source.unwrap_or_default())
    };
    for (script, expected) in [
        ("steps = [{ user = \"a\", send = \"hi\" }]", "unknown field `send`"),
        ("steps = [{ expect = { txt = \"hi\" } }]", "unknown field `txt`"),
        (
            "steps = [{ wait = \"soon\" }]",
            "`soon` is not a duration: write 500ms, 2s, 10m, 3h or 1d",
        ),
        ("steps = [{ user = \"a\" }]", "step 1: a step has exactly one action"),
        (
            "steps = [{ wait = \"1s\" }, { wait = \"1s\", advance = \"1s\" }]",
            "step 2: a step has exactly one instruction",
        ),
        ("step = []", "unknown field `step`"),
        ("steps = []\nusers = { alice = \"Alice\" }", "invalid type: string \"Alice\""),
    ] {
        let message = wrong(script);
        assert!(message.contains(expected), "{script}: {message}");
    }
}

#[test]
fn json_has_the_same_structure() {
    let script = r#"{"name": "x", "steps": [{"user": "a", "sends": "hi"}, {"expect": "hi"}]}"#;
    assert_eq!(Scenario::from_json(script).unwrap().name(), "x");
}

#[tokio::test(start_paused = true)]
async fn the_current_step_fails_when_the_bot_ends_with_the_reason() {
    let stage = Stage::new().await;
    let scenario = Scenario::from_toml(
        "steps = [{ user = \"Alice\", sends = \"hi\" }, { expect = \"never\", within = \"1h\" }]",
    );
    let ended = async {
        tokio::select! {
            () = bot(&stage) => unreachable!("it asks for ever"),
            () = tokio::time::sleep(Duration::from_secs(1)) => "it is gone".to_owned(),
        }
    };
    let report = scenario.unwrap().run_unless(&stage.emulator, ended).await;
    assert_eq!(report.took().as_secs(), 1);
    let failure = report.failure().unwrap();
    assert_eq!((failure.number(), failure.failure()), (2, Some("it is gone")));
}

#[tokio::test(start_paused = true)]
async fn a_form_that_a_fault_refuses_is_recorded_with_its_chat_and_buttons() {
    let stage = Stage::new().await;
    stage.post("faults", json!({"method": "sendMessage", "then": {"status": 500}})).await;
    let markup = "%7B%22keyboard%22%3A%5B%5B%22Yes%22%5D%5D%7D";
    let query = format!("chat_id={}&text=hi&reply_markup={markup}", stage.alice);
    let path = format!("/bot{TOKEN}/sendMessage?{query}");
    stage.request(Method::GET, &path, Value::Null).await;
    let calls = stage.control(Method::GET, "calls", Value::Null).await;
    let call = calls["calls"].as_array().unwrap().last().unwrap();
    assert_eq!(call["error_code"], 500);
    assert_eq!(call["params"]["chat_id"], stage.alice);
    assert_eq!(call["params"]["reply_markup"]["keyboard"][0][0]["text"], "Yes");
}
