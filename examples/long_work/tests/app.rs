//! Work concurrent with other updates of its chat.

use std::time::Duration;

use chappe_testing::{TestBot, answered, edited_text, sent_text};

#[tokio::test(start_paused = true)]
async fn a_button_cancels_a_running_handler_of_its_chat() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.send("/render").await;
    bot.wait(Duration::from_secs(5)).await;
    alice.press("Cancel").await;
    bot.wait(Duration::from_secs(60)).await;
    assert_eq!(
        bot.transcript(),
        "\
alice: /render
  bot → alice: ░░░░░░░░░░ 0 %
    [Cancel]
  bot edits → alice #2: ▓░░░░░░░░░ 10 %
    [Cancel]
  bot edits → alice #2: ▓▓░░░░░░░░ 20 %
    [Cancel]
alice presses [Cancel]
  bot answers: Stopping…
  bot edits → alice #2: Cancelled.
"
    );
}

#[tokio::test(start_paused = true)]
async fn other_updates_run_during_the_work() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.send("/render").await;
    alice.send("hello?").await;
    bot.expect(sent_text("Write /render or /later, please."));
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(edited_text("Done: 🎬"));
}

#[tokio::test(start_paused = true)]
async fn work_in_the_background_sends_its_reply_when_it_is_done() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.send("/later").await;
    bot.expect(sent_text("I will write when it is done."));
    bot.expect_nothing();
    bot.wait(Duration::from_secs(20)).await;
    bot.expect(sent_text("Your film is ready: 🎬").to(&alice));
}

#[tokio::test(start_paused = true)]
async fn a_button_of_finished_work_is_answered() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.send("/render").await;
    alice.press("Cancel").await;
    let update = chappe_testing::UpdateBuilder::callback_query("cancel")
        .set("from.id", alice.id().0)
        .set("message.chat.id", alice.id().0)
        .build();
    bot.deliver(&update).await;
    bot.expect(answered("It is over already."));
}
