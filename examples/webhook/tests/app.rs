//! The bot, without a server.

use chappe::{prelude::*, types::SendMessage};
use chappe_types::fixtures;
use tower::ServiceExt as _;

async fn answer(dispatcher: &Dispatcher, text: &str) -> Option<String> {
    let update = fixtures::message(text);
    let outcome = dispatcher.clone().oneshot(Request::from(update)).await.ok()?;
    outcome.reply()?.downcast_ref::<SendMessage>().map(|method| method.text.to_string())
}

#[tokio::test(start_paused = true)]
async fn each_message_gets_its_answer() {
    let dispatcher = Dispatcher::new(webhook::app());
    let mut answers = Vec::new();
    for text in ["hi", "/slow 3", "/slow x", "/fail", "/panic", "/count", "/count"] {
        answers.push(answer(&dispatcher, text).await);
    }
    let expected = [
        Some("hi"),
        Some("slept 3 s"),
        Some("Sorry: /slow takes a number of seconds."),
        Some("Sorry: /fail always fails."),
        None,
        Some("5"),
        Some("6"),
    ];
    assert_eq!(answers, expected.map(|answer| answer.map(str::to_owned)));
}
