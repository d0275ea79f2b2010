//! The messages of failed expectations.

use chappe_testing::{TestBot, sent_photo, sent_text};

use crate::app::app;

/// Returns the message of a panic.
fn message(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let payload = std::panic::catch_unwind(work).unwrap_err();
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[tokio::test]
async fn a_failed_expectation_lists_the_other_calls() {
    let bot = TestBot::new(app());
    bot.user("alice").send("/start").await;
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(message(move || {
        bot.expect(sent_text("Hello").buttons([["Yes", "No"]]));
    }));
}

#[tokio::test]
async fn a_failed_expectation_prints_the_error_of_the_handler() {
    let bot = TestBot::new(app());
    let report = bot.user("alice").send("/fail").await;
    assert_eq!((report.is_handled(), report.error()), (false, Some("no disk")));
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(message(move || {
        bot.expect(sent_photo());
    }));
}

#[tokio::test]
async fn expect_nothing_lists_unexpected_calls() {
    let bot = TestBot::new(app());
    bot.user("alice").send("hi").await;
    let bot = std::panic::AssertUnwindSafe(&bot);
    insta::assert_snapshot!(message(move || bot.expect_nothing()));
}

#[tokio::test]
#[should_panic(expected = "there is no button [No]; there are: [Yes] [Site]")]
async fn a_button_that_is_not_there_cannot_be_pressed() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    alice.send("/start").await;
    alice.press("No").await;
}
