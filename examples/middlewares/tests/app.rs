//! The effect of each middleware.
#![expect(clippy::unwrap_used, reason = "a test may")]

use chappe::{prelude::*, types::SendMessage};
use chappe_types::fixtures::message;
use middlewares::{Db, app};
use tower::ServiceExt as _;

async fn answers(texts: &[&str]) -> (Vec<Option<String>>, Vec<String>) {
    let db = Db::default();
    let dispatcher = Dispatcher::new(app(db.clone()));
    let mut answers = Vec::new();
    for text in texts {
        let outcome = dispatcher.clone().oneshot(Request::from(message(text))).await.unwrap();
        let method = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
        answers.push(method.map(|method| method.text.to_string()));
    }
    (answers, db.lines())
}

#[tokio::test(start_paused = true)]
async fn layers_count_rewrite_reject_and_commit() {
    let (answers, lines) =
        answers(&["  hi  ", "/count", "you must buy now", "/double ab", "bye"]).await;
    let expected = ["hi", "handler number 2", "", "abab", "bye"];
    assert_eq!(answers, expected.map(|text| (!text.is_empty()).then(|| text.to_owned())));
    assert_eq!(lines, ["hi", "bye"]);
}
