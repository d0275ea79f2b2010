//! What a test is told when the bot does something else.

use chappe_testing::{TestBot, sent_photo, sent_text};

use crate::app::app;

/// What a panic says.
fn complaint(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(work).unwrap_err();
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[tokio::test]
async fn what_the_bot_did_instead_is_told() {
    let bot = TestBot::new(app());
    bot.user("alice").send("/start").await;
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(complaint(move || {
        bot.expect(sent_text("Hello").buttons([["Yes", "No"]]));
    }));
}

#[tokio::test]
async fn a_handler_that_failed_is_told() {
    let bot = TestBot::new(app());
    let turn = bot.user("alice").send("/fail").await;
    assert_eq!((turn.is_handled(), turn.error()), (false, Some("no disk")));
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(complaint(move || {
        bot.expect(sent_photo());
    }));
}

#[tokio::test]
async fn calls_that_nothing_expected_are_told() {
    let bot = TestBot::new(app());
    bot.user("alice").send("hi").await;
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(complaint(move || bot.expect_nothing()));
}

#[tokio::test]
#[should_panic(expected = "there is no button [No]; there are: [Yes] [Site]")]
async fn a_button_that_is_not_there_cannot_be_pressed() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/start").await;
    alice.press("No").await;
}
