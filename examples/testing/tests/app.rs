//! Tests of a bot. Time is virtual: an hour passes immediately.

use std::time::Duration;

use chappe::{
    prelude::*,
    types::{ChatPermissions, UpdateType},
};
use chappe_testing::{Recorder, TestBot, UpdateBuilder, called, edited_text, sent_text};
use testing::app;
use tower::ServiceExt as _;

const MINUTE: Duration = Duration::from_secs(60);

/// A user acts, and the bot is expected to call.
#[tokio::test(start_paused = true)]
async fn a_reminder_is_sent_at_its_time() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");

    alice.send("/remind 10 tea").await;
    bot.expect(sent_text("In 10 min: tea").to(&alice).buttons([["Never mind"]]));
    bot.expect(sent_text("Noted."));

    bot.wait(9 * MINUTE).await;
    bot.expect_nothing();
    bot.wait(MINUTE).await;
    bot.expect(sent_text("tea").to(&alice));
}

/// Buttons are pressed by their labels.
#[tokio::test(start_paused = true)]
async fn a_cancelled_reminder_is_not_sent() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/remind 10 tea").await;
    alice.press("Never mind").await;
    bot.expect(edited_text("Never mind, then."));
    bot.wait(60 * MINUTE).await;
    let reminders = bot.calls().iter().filter(|call| call.params()["text"] == "tea").count();
    assert_eq!(reminders, 0);
}

/// A message is named by its id: that of the action or of the call that sent it.
#[tokio::test(start_paused = true)]
async fn the_first_of_two_reminders_is_cancelled() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/remind 10 tea").await;
    let tea = bot.expect(sent_text("In 10 min: tea")).message_id();
    let cake = alice.send("/remind 20 cake").await.message_id();
    alice.press_on(tea, "Never mind").await;
    bot.expect(edited_text("Never mind, then.").with("message_id", tea.0));
    bot.wait(60 * MINUTE).await;
    let reminder = bot.expect(sent_text("cake"));
    assert_eq!(reminder.params()["reply_parameters"]["message_id"], cake.0);
    assert!(bot.calls().iter().all(|call| call.params()["text"] != "tea"));
}

/// The owner of a group restricts the bot: Telegram refuses its messages.
#[tokio::test(start_paused = true)]
async fn a_restricted_bot_sets_no_reminder() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.supergroup("Tea", &[&alice]).await;
    group.restrict_bot(ChatPermissions::new()).await;
    alice.within(&group).send("/remind 10 tea").await;
    bot.expect(sent_text("In 10 min: tea").to(&group).refused(400));
    bot.expect(sent_text("Sorry, that went wrong.").refused(400));
    bot.wait(60 * MINUTE).await;
    let calls = bot.calls();
    assert!(calls.iter().all(|call| call.params()["text"] != "tea"), "{calls:?}");
}

/// The transcript of a chat, as a snapshot.
#[tokio::test(start_paused = true)]
async fn only_administrators_clear_a_group() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    // The first member owns the group.
    let group = bot.group("Tea", &[&alice, &bob]).await;
    bob.within(&group).send("/remind 10 tea").await;
    bob.within(&group).send("/clear").await;
    alice.within(&group).send("/clear").await;
    bot.wait(60 * MINUTE).await;
    insta::assert_snapshot!(bot.transcript());
}

/// Telegram refuses a call.
#[tokio::test(start_paused = true)]
async fn a_refusal_reaches_the_error_observer() {
    let bot = TestBot::new(app());
    bot.refuse("getChatMember", 400, "Bad Request: member list is inaccessible");
    let report = bot.user("alice").send("/clear").await;
    bot.expect(called("getChatMember").refused(400));
    bot.expect(sent_text("Sorry, that went wrong."));
    let handler = report.handler().unwrap_or_default();
    assert!(handler.starts_with("closure at examples/testing/src/lib.rs:"), "{report}");
}

/// Without an emulator: a recorder in place of Telegram, and an update from a builder.
#[tokio::test]
async fn a_dispatcher_is_tested_like_any_service() {
    let telegram = Recorder::new();
    let dispatcher = Dispatcher::builder(app()).extension(telegram.bot()).build();
    let update = UpdateBuilder::message("/remind soon").build();
    let outcome = dispatcher.oneshot(Request::from(update)).await;
    let outcome = outcome.expect("there is an error observer");
    let reply = outcome.reply().map(|reply| (reply.method().name(), telegram.calls().len()));
    assert_eq!(reply, Some(("sendMessage", 0)));
}

/// The handler that an update would reach, without running it.
#[tokio::test]
async fn a_dispatcher_explains_itself() {
    let dispatcher = Dispatcher::builder(app()).extension(Recorder::new().bot()).build();
    let explained = |update: UpdateBuilder| {
        let explanation = dispatcher.explain(&update.build());
        explanation.handler().map(|route| route.handler().to_owned())
    };
    let cleared = explained(UpdateBuilder::message("/clear"));
    assert_eq!(cleared.as_deref(), Some("clear"));
    assert_eq!(explained(UpdateBuilder::new(UpdateType::Poll)), None);
}
