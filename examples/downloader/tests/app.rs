//! Downloads: progress, the file, cancelling, failures.

use std::time::Duration;

use chappe_testing::{TestBot, TestUser, UpdateBuilder, answered, called, edited_text, sent_text};
use downloader::{Source, app_with};

/// A bot whose downloads take 11 s.
fn bot() -> (TestBot, TestUser) {
    let source = Source { chunks: 10, pace: Duration::from_millis(1_100) };
    let bot = TestBot::new(app_with(source));
    let alice = bot.user("alice");
    (bot, alice)
}

/// What the conversation shows, without the actions.
fn transcript(bot: &TestBot) -> Vec<String> {
    let lines = bot.transcript();
    let lines = lines.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.contains("upload_document") && line != "[Cancel]").collect()
}

#[tokio::test(start_paused = true)]
async fn a_file_arrives_after_its_progress_was_shown() {
    let (bot, alice) = bot();
    alice.send("/get book").await;
    alice.send("are you there?").await;
    bot.expect(sent_text("Write /get and the name of a file, please."));
    bot.wait(Duration::from_secs(20)).await;
    let sent = bot.expect(called("sendDocument").to(&alice));
    assert_eq!(sent.result().unwrap()["document"]["file_name"], "book");
    bot.expect(edited_text("book is here."));
    let edits = bot.calls().into_iter().filter(|call| call.method() == "editMessageText");
    let edits: Vec<String> =
        edits.map(|call| call.params()["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        edits,
        [
            "book\n▓░░░░░░░░░ 10 %",
            "book\n▓▓▓░░░░░░░ 30 %",
            "book\n▓▓▓▓▓░░░░░ 50 %",
            "book\n▓▓▓▓▓▓▓░░░ 70 %",
            "book\n▓▓▓▓▓▓▓▓▓░ 90 %",
            "book is here.",
        ],
    );
    let actions = bot.calls().into_iter().filter(|call| call.method() == "sendChatAction");
    assert_eq!(actions.count(), 3, "at 0, 4.5 and 9 s");
}

#[tokio::test(start_paused = true)]
async fn a_button_cancels_its_download_only() {
    let (bot, alice) = bot();
    alice.send("/get first").await;
    let first = alice.messages().last().unwrap()["message_id"].as_i64().unwrap();
    alice.send("/get second").await;
    bot.wait(Duration::from_secs(3)).await;
    alice.press_on(first, "Cancel").await;
    bot.expect(answered("Cancelling…"));
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(edited_text("first: cancelled."));
    bot.expect(edited_text("second is here."));
    let files = bot.calls().into_iter().filter(|call| call.method() == "sendDocument").count();
    assert_eq!(files, 1, "{:#?}", transcript(&bot));
}

#[tokio::test(start_paused = true)]
async fn a_failed_download_is_reported_and_an_old_button_answered() {
    let (bot, alice) = bot();
    alice.send("/get broken").await;
    let bar = alice.messages().last().unwrap()["message_id"].as_i64().unwrap();
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(edited_text("broken could not be downloaded."));
    let old = UpdateBuilder::callback_query("cancel")
        .set("message.message_id", bar)
        .set("message.chat.id", alice.id().0)
        .build();
    bot.deliver(&old).await;
    bot.expect(answered("It is over already."));
}
