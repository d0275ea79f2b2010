//! Expectations of calls about topics, drafts, rich messages, locations and games.

use serde_json::Value;

use crate::{bot::TestTopic, expected::Expected, recorded_call::RecordedCall};

/// Expects a `createForumTopic` with exactly this name.
///
/// Source: Bot API 10.3, [`createForumTopic`](https://core.telegram.org/bots/api#createforumtopic).
pub fn created_topic(name: impl Into<String>) -> Expected {
    let name = name.into();
    let expected = Expected::of(format!("created the topic {name:?}"), &["createForumTopic"]);
    expected.check(move |call| call.params()["name"] == *name)
}

/// Expects a `sendMessageDraft` with exactly this text.
///
/// Source: Bot API 10.3, [`sendMessageDraft`](https://core.telegram.org/bots/api#sendmessagedraft).
///
/// # Example
///
/// ```
/// use chappe::{prelude::*, types::SendMessageDraft};
/// use chappe_testing::{TestBot, drafted_text, sent_text};
///
/// async fn think(bot: Bot, Event(message): Event<Message>) -> Result<&'static str, chappe::Error> {
///     bot.send(SendMessageDraft::new(message.chat.id, 1).text("The answer")).await?;
///     Ok("The answer is 42")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), think)));
/// let alice = bot.user("alice");
/// alice.send("?").await;
/// bot.expect(drafted_text("The answer").to(&alice));
/// bot.expect(sent_text("The answer is 42"));
/// assert!(alice.drafts().is_empty()); // the message has replaced the draft
/// # }
/// ```
pub fn drafted_text(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("drafted {text:?}"), &["sendMessageDraft"]);
    expected.check(move |call| call.params()["text"].as_str().unwrap_or_default() == text)
}

/// Expects a `sendRichMessage`.
///
/// Source: Bot API 10.3, [`sendRichMessage`](https://core.telegram.org/bots/api#sendrichmessage).
pub fn sent_rich() -> Expected {
    Expected::of("sent a rich message".to_owned(), &["sendRichMessage"])
}

/// Expects a `sendGame` with this short name.
///
/// Source: Bot API 10.3, [`sendGame`](https://core.telegram.org/bots/api#sendgame).
pub fn sent_game(short_name: impl Into<String>) -> Expected {
    let name = short_name.into();
    let expected = Expected::of(format!("sent the game {name:?}"), &["sendGame"]);
    expected.check(move |call| call.params()["game_short_name"] == *name)
}

/// Expects a `sendLocation` with this latitude and longitude, in degrees.
///
/// Source: Bot API 10.3, [`sendLocation`](https://core.telegram.org/bots/api#sendlocation).
pub fn sent_location(latitude: f64, longitude: f64) -> Expected {
    let expected =
        Expected::of(format!("sent the location {latitude}, {longitude}"), &["sendLocation"]);
    expected.check(move |call| is_at(call, latitude, longitude))
}

/// Expects an `editMessageLiveLocation` to this latitude and longitude, in degrees.
///
/// Source: Bot API 10.3, [`editMessageLiveLocation`](https://core.telegram.org/bots/api#editmessagelivelocation).
pub fn moved_location(latitude: f64, longitude: f64) -> Expected {
    let expected = Expected::of(
        format!("moved the location to {latitude}, {longitude}"),
        &["editMessageLiveLocation"],
    );
    expected.check(move |call| is_at(call, latitude, longitude))
}

/// Whether a call has this latitude and longitude, within about 10 cm.
fn is_at(call: &RecordedCall, latitude: f64, longitude: f64) -> bool {
    let is = |name: &str, expected: f64| {
        let actual: Option<f64> = match &call.params()[name] {
            Value::String(text) => text.parse().ok(),
            value => value.as_f64(),
        };
        actual.is_some_and(|actual| (actual - expected).abs() < 1e-6)
    };
    is("latitude", latitude) && is("longitude", longitude)
}

impl Expected {
    /// Requires this topic.
    pub fn in_topic(self, topic: &TestTopic) -> Self {
        let id = topic.id().0;
        let expected = self.describe(&format!(" in the topic {:?}", topic.name()));
        expected.check(move |call| call.params()["message_thread_id"] == id)
    }
}
