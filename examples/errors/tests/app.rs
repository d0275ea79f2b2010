//! The error observer that handles each failure.

use chappe::{prelude::*, types::SendMessage};
use chappe_types::fixtures::message;
use errors::app;
use tower::ServiceExt as _;

async fn answer(text: &str) -> Option<String> {
    let outcome = Dispatcher::new(app()).oneshot(Request::from(message(text))).await.ok()?;
    outcome.reply()?.downcast_ref::<SendMessage>().map(|method| method.text.to_string())
}

#[tokio::test(start_paused = true)]
async fn each_failure_reaches_the_matching_error_observer() {
    let answers = [
        ("/pay 5", "paid"),
        ("/pay 50", "The bank: no money left."),
        ("/pay much", "Sorry: invalid digit found in string"),
        ("/wait", "That took too long."),
        ("/divide", "Something broke."),
    ];
    for (text, expected) in answers {
        assert_eq!(answer(text).await.as_deref(), Some(expected), "{text}");
    }
}
