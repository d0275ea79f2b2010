//! The messages of failed expectations.

use std::panic::AssertUnwindSafe;

use chappe_testing::{ActionReport, AdminRights, TestBot, sent_photo, sent_text};

use crate::app::app;

/// Returns the message of a panic.
fn message(work: impl FnOnce()) -> String {
    let payload = std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[tokio::test]
async fn a_failed_expectation_lists_the_other_calls() {
    let bot = TestBot::new(app());
    bot.user("alice").send("/start").await;
    insta::assert_snapshot!(message(|| {
        bot.expect(sent_text("Hello").buttons([["Yes", "No"]]));
    }));
}

#[tokio::test]
async fn a_failed_expectation_prints_the_error_of_the_handler() {
    let bot = TestBot::new(app());
    let report = bot.user("alice").send("/fail").await;
    assert_eq!((report.is_handled(), report.error()), (false, Some("no disk")));
    insta::assert_snapshot!(message(|| {
        bot.expect(sent_photo());
    }));
}

#[tokio::test]
async fn expect_nothing_lists_unexpected_calls() {
    let bot = TestBot::new(app());
    bot.user("alice").send("hi").await;
    insta::assert_snapshot!(message(|| bot.expect_nothing()));
}

#[tokio::test]
async fn failures_name_users_and_chats() {
    let bot = TestBot::new(app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("Friends", &[&alice, &bob]).await;
    group.promote_bot(AdminRights::all()).await;
    bob.within(&group).send("/pin").await;
    bob.within(&group).send("/me").await;
    insta::assert_snapshot!(message(|| {
        bot.expect(sent_text("Hello").to(&group).with("from_chat_id", bob.id().0));
    }));
    insta::assert_snapshot!(message(|| {
        bot.expect(sent_text("Hello").to(&alice));
    }));
}

/// The message of the panic of an action.
async fn panic_of(action: impl Future<Output = ActionReport> + Send + 'static) -> String {
    let payload = tokio::spawn(action).await.unwrap_err().into_panic();
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[tokio::test]
async fn actions_that_fail_name_who_acts_and_where() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.group("Friends", &[&alice]).await;
    let other = TestBot::new(app()).channel("Strangers", &[]).await;
    let (inside, lost) = (alice.within(&group), alice.within(&other));
    let (a, b, c) = (alice.clone(), inside.clone(), inside.clone());
    let messages = [
        panic_of(async move { a.press("Yes").await }).await,
        panic_of(async move { inside.press_on(7, "Yes").await }).await,
        panic_of(async move { b.edit("no").await }).await,
        panic_of(async move { c.vote(&["Tea"]).await }).await,
        panic_of(async move { lost.send("hi").await }).await,
        panic_of(async move { alice.reply(9, "hi").await }).await,
    ];
    let places = messages.each_ref().map(|message| message.split_once(": ").unwrap());
    assert!(places.iter().all(|(place, _)| place.contains("tests/it/failures.rs:")), "{places:?}");
    assert_eq!(
        places.map(|(_, message)| message),
        [
            "alice: there is no button [Yes]; there are: none at all",
            "alice in \"Friends\" (-1001): there is no button [Yes] under #7; there are: none at all",
            "alice in \"Friends\" (-1001): there is no own text to edit",
            "alice in \"Friends\" (-1001): the bot has sent no poll",
            "alice in -1001000000001: there is no chat -1001000000001",
            "alice: the message to reply to is not there",
        ],
    );
}

#[tokio::test]
#[should_panic(expected = "alice: there is no button [No]; there are: [Yes] [Site]")]
async fn a_button_that_is_not_there_cannot_be_pressed() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/start").await;
    alice.press("No").await;
}
