//! A broadcast with progress, a button that stops it, and blocked users.

use std::time::Duration;

use broadcast::News;
use chappe::{prelude::*, send::FileCursors};
use chappe_testing::{TestBot, TestUser, answered, called, sent_text};

/// A bot with an administrator, and 100 subscribers.
async fn bot_with_subscribers(test: &str) -> (TestBot, TestUser, Vec<TestUser>) {
    let folder = std::env::temp_dir().join(format!("chappe-{test}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder); // of an earlier process with this id
    let bot = TestBot::new(broadcast::app(News::new(UserId(100), FileCursors::new(folder))));
    let admin = bot.person("Admin", serde_json::json!({"id": 100, "first_name": "Admin"}));
    let mut subscribers = Vec::new();
    for number in 0..100 {
        let user = bot.user(&format!("user{number}"));
        user.send("/start").await;
        bot.expect(sent_text("You will receive our news.").to(&user));
        subscribers.push(user);
    }
    (bot, admin, subscribers)
}

/// The number of chats that received the news.
fn readers(subscribers: &[TestUser]) -> usize {
    let received = |user: &&TestUser| {
        user.messages().iter().filter(|message| message["text"] == "It rains.").count() == 1
    };
    subscribers.iter().filter(received).count()
}

#[tokio::test(start_paused = true)]
async fn all_subscribers_receive_the_news_and_the_administrator_sees_the_progress() {
    let (bot, admin, subscribers) = bot_with_subscribers("all").await;
    subscribers[7].block().await;
    admin.send("/news It rains.").await;
    bot.wait(Duration::from_secs(10)).await;
    assert_eq!(readers(&subscribers), 99);
    bot.expect(sent_text("Sending…").to(&admin).buttons([["Stop"]]));
    bot.expect(called("editMessageText").containing("of 100").to(&admin));
    bot.expect(called("deleteMessage").to(&admin));
    bot.expect(sent_text("Complete. 99 received it, 1 are gone.").to(&admin));
}

#[tokio::test(start_paused = true)]
async fn a_stopped_broadcast_is_resumed_and_no_one_receives_the_news_twice() {
    let (bot, admin, subscribers) = bot_with_subscribers("resumed").await;
    admin.send("/news It rains.").await;
    bot.wait(Duration::from_secs(1)).await;
    admin.send("/resume").await;
    bot.expect(sent_text("A broadcast is in progress."));
    admin.press("Stop").await;
    bot.expect(answered("Stopping…"));
    bot.wait(Duration::from_secs(10)).await;
    let before = readers(&subscribers);
    assert!((20..40).contains(&before), "{before}");
    bot.expect(sent_text(format!("Stopped: /resume continues. {before} received it, 0 are gone.")));
    admin.send("/resume").await;
    bot.wait(Duration::from_secs(10)).await;
    bot.expect(sent_text("Complete. 100 received it, 0 are gone."));
    assert_eq!(readers(&subscribers), 100);
}

#[tokio::test(start_paused = true)]
async fn only_the_administrator_sends_news() {
    let (bot, admin, subscribers) = bot_with_subscribers("admin").await;
    subscribers[0].send("/news Spam.").await;
    bot.expect_nothing();
    admin.send("/resume").await;
    bot.expect(sent_text("There are no news."));
    admin.send("/news").await;
    bot.expect(sent_text("Write the text after the command: /news It rains."));
}
