//! Paused time.

use std::time::Duration;

use chappe_testing::{TestBot, sent_text};
use tokio::time::Instant;

use crate::app::app;

#[tokio::test(start_paused = true)]
async fn a_handler_that_waits_for_hours_takes_no_time() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let began = Instant::now();
    alice.send("/remind 3").await;
    assert_eq!(began.elapsed().as_secs(), 3 * 3600);
    let reminder = bot.expect(sent_text("It is time."));
    let seen = alice.messages();
    let waited =
        reminder.result().unwrap()["date"].as_i64().unwrap() - seen[0]["date"].as_i64().unwrap();
    assert!((3 * 3600..3 * 3600 + 2).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn a_waiting_handler_does_not_block_other_chats() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let began = Instant::now();
    let quick = async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        bob.send("hi").await;
        bot.expect(sent_text("hi").to(&bob));
        began.elapsed()
    };
    let (_, quick) = tokio::join!(alice.send("/remind 1"), quick);
    assert!(quick < Duration::from_secs(120), "{quick:?}");
    bot.expect(sent_text("It is time.").to(&alice));
}

#[tokio::test(start_paused = true)]
async fn calls_of_spawned_tasks_are_seen_after_a_wait() {
    use chappe_client::{Bot, SendMethod as _};
    use chappe_core::{Router, extract::Event, filter::text};
    use chappe_types::Message;

    let later = async |bot: Bot, Event(message): Event<Message>| {
        let answer = message.answer("Later.");
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(600)).await;
            answer.send(&bot).await
        });
    };
    let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), later)));
    bot.user("alice").send("hi").await;
    bot.expect_nothing();
    bot.wait(Duration::from_secs(601)).await;
    bot.expect(sent_text("Later."));
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "a handler has not ended within a day:")]
async fn a_handler_that_never_ends_fails_the_test() {
    let bot = TestBot::new(app());
    bot.user("alice").send("/hang").await;
}
