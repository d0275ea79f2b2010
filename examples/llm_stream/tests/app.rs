//! Answers that grow, that are stopped, and that fail.

use std::time::Duration;

use chappe_testing::{TestBot, answered, drafted_text, edited_text, sent_text};

const WORD: Duration = Duration::from_millis(300);

/// The whole answer to `Why?`.
fn answer() -> String {
    format!("You asked: Why? Let me think. {}", "Hmm, it depends. ".repeat(8))
}

#[tokio::test(start_paused = true)]
async fn an_answer_grows_as_a_draft_and_ends_as_a_message() {
    let bot = TestBot::new(llm_stream::app());
    let alice = bot.user("alice");
    alice.send("Why?").await;
    bot.wait(Duration::from_secs(3)).await;
    bot.expect(drafted_text("You ").to(&alice));
    bot.expect(drafted_text("You asked: Why? Let ").to(&alice));
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(sent_text(answer()).to(&alice));
    assert_eq!(alice.messages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn other_messages_are_handled_while_an_answer_grows() {
    let bot = TestBot::new(llm_stream::app());
    let alice = bot.user("alice");
    alice.send("Why?").await;
    alice.send("/start").await;
    bot.expect(sent_text("Ask me something."));
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(sent_text(answer()));
}

#[tokio::test(start_paused = true)]
async fn the_button_of_a_draft_stops_the_answer() {
    let bot = TestBot::new(llm_stream::app());
    let alice = bot.user("alice");
    alice.send("Why?").await;
    bot.wait(5 * WORD).await;
    alice.stop_draft().await;
    bot.wait(Duration::from_secs(60)).await;
    bot.expect(sent_text("You asked: Why? Let me ").to(&alice));
    assert_eq!(alice.messages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn in_a_group_a_button_stops_the_answer() {
    let bot = TestBot::new(llm_stream::app());
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    let alice = alice.within(&group);
    alice.send("Why?").await;
    bot.wait(5 * WORD).await;
    bot.expect(sent_text("You ").to(&group).buttons([["Stop"]]));
    alice.press("Stop").await;
    bot.expect(answered("Stopping…"));
    bot.wait(Duration::from_secs(60)).await;
    bot.expect(edited_text("You asked: Why? Let me "));
    assert!(group.messages().last().unwrap().get("reply_markup").is_none());
}

#[tokio::test(start_paused = true)]
async fn the_text_before_a_failure_is_delivered_and_the_error_observer_apologises() {
    let bot = TestBot::new(llm_stream::app());
    let alice = bot.user("alice");
    alice.send("Will it fail ?").await;
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(sent_text("You asked: Will it ").to(&alice));
    bot.expect(sent_text("Sorry, I lost my train of thought.").to(&alice));
}
