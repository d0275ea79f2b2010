//! The bot behind the webhook.

use std::{sync::Arc, time::Duration};

use chappe::{prelude::*, reply};
use tokio::time::sleep;

use crate::webhook::record::Record;

/// Returns a bot that records each update, takes up to 6 ms for it, and replies to every fourth
/// one. The text of a message is the update's id.
pub(crate) fn dispatcher(record: Arc<Record>) -> Dispatcher {
    let router = Router::<Arc<Record>>::new("stress").message(|m| m.on(text(), handle));
    let router = router.with_state(record);
    Dispatcher::builder(router).me(Me::new(42, "stress_bot")).build()
}

async fn handle(State(record): State<Arc<Record>>, Text(text): Text) -> impl IntoOutcome {
    let id: i64 = text.parse().unwrap_or_default();
    record.handle(id);
    let pause = id.unsigned_abs() % 7;
    if pause > 0 {
        sleep(Duration::from_millis(pause)).await;
    }
    (id % 4 == 0).then(|| reply("handled"))
}
