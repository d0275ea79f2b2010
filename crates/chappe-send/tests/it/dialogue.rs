//! A chat on an emulator, and streams of text.

use std::{fmt::Debug, time::Duration};

use chappe_client::{Backoff, BotBuilder, RetryLayer};
use chappe_core::Router;
use chappe_testing::{TestBot, TestUser};
use futures_util::{Stream, stream};
use http::Method;
use serde_json::Value;

/// A bot without handlers, and a user who has written to it.
pub(crate) async fn chat() -> (TestBot, TestUser) {
    let bot = TestBot::new(Router::new("empty"));
    let alice = bot.user("alice");
    alice.send("hi").await;
    (bot, alice)
}

/// A bot whose client neither waits nor retries.
pub(crate) async fn chat_with_bare_client() -> (TestBot, TestUser) {
    let bare = |bot: BotBuilder| bot.retry_after(None).retry(None::<RetryLayer>);
    let bot = TestBot::builder().bot(bare).build(Router::new("empty"));
    let alice = bot.user("alice");
    alice.send("hi").await;
    (bot, alice)
}

/// A bot whose client retries quickly.
pub(crate) async fn group_with_quick_client() -> (TestBot, TestUser) {
    let quick = |bot: BotBuilder| {
        bot.retry(RetryLayer::new(1).backoff(Backoff::new(Duration::ZERO, Duration::ZERO)))
    };
    let bot = TestBot::builder().bot(quick).build(Router::new("empty"));
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    let alice = alice.within(&group);
    (bot, alice)
}

pub(crate) fn control(bot: &TestBot, method: &Method, path: &str, body: &Value) -> Value {
    bot.emulator().control(method, path, body).unwrap()
}

pub(crate) fn fault(bot: &TestBot, fault: &Value) {
    control(bot, &Method::POST, "faults", fault);
}

/// Yields each piece after this time.
pub(crate) fn paced<T: Send + 'static>(
    pieces: impl IntoIterator<Item = T>,
    pause: Duration,
) -> impl Stream<Item = T> + Send + 'static {
    let pieces: Vec<T> = pieces.into_iter().collect();
    stream::unfold(pieces.into_iter(), move |mut pieces| async move {
        let piece = pieces.next()?;
        tokio::time::sleep(pause).await;
        Some((piece, pieces))
    })
}

/// The texts of the bot's messages in the chat, oldest first.
pub(crate) fn texts(user: &TestUser) -> Vec<String> {
    let messages = user.messages().into_iter();
    let own = messages.filter(|message| message["from"]["is_bot"] == true);
    own.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

/// The names of the bot's calls, with the texts that they send.
pub(crate) fn calls(bot: &TestBot) -> Vec<(String, String)> {
    let calls = bot.calls().into_iter();
    let own = calls.filter(|call| !call.method().starts_with("get"));
    let pair = |call: chappe_testing::RecordedCall| {
        let text = call.params()["text"].as_str().unwrap_or_default().to_owned();
        (call.method().to_owned(), text)
    };
    own.map(pair).collect()
}

/// Asserts the calls, as `method: text`.
#[track_caller]
pub(crate) fn assert_calls<T: AsRef<str> + Debug>(bot: &TestBot, expected: &[T]) {
    let lines: Vec<_> =
        calls(bot).iter().map(|(method, text)| format!("{method}: {text}")).collect();
    let expected: Vec<_> = expected.iter().map(AsRef::as_ref).collect();
    assert_eq!(lines, expected);
}
