//! Work that goes on while its chat does.

use std::time::Duration;

use chappe_testing::{TestBot, answered, edited_text, sent_text};

#[tokio::test(start_paused = true)]
async fn a_button_stops_what_a_handler_of_its_chat_still_does() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.sends("/render").await;
    bot.waits(Duration::from_secs(5)).await;
    alice.presses("Cancel").await;
    bot.waits(Duration::from_secs(60)).await;
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
async fn others_are_served_meanwhile_and_the_work_is_finished() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.sends("/render").await;
    alice.sends("hello?").await;
    bot.expects(sent_text("Write /render or /later, please."));
    bot.waits(Duration::from_secs(20)).await;
    bot.expects(edited_text("Done: 🎬"));
}

#[tokio::test(start_paused = true)]
async fn work_in_the_background_sends_its_reply_when_it_is_done() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.sends("/later").await;
    bot.expects(sent_text("I will write when it is done."));
    bot.expects_nothing();
    bot.waits(Duration::from_secs(20)).await;
    bot.expects(sent_text("Your film is ready: 🎬").to(&alice));
}

#[tokio::test(start_paused = true)]
async fn a_button_of_work_that_is_over_says_so() {
    let bot = TestBot::new(long_work::app());
    let alice = bot.user("alice");
    alice.sends("/render").await;
    alice.presses("Cancel").await;
    let update = chappe_testing::UpdateBuilder::callback_query("cancel")
        .set("from.id", alice.id().0)
        .set("message.chat.id", alice.id().0)
        .build();
    bot.gives(&update).await;
    bot.expects(answered("It is over already."));
}
