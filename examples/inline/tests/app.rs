//! Inline mode: search, pages, the chosen result, and its button.
#![expect(clippy::unwrap_used, reason = "a test may")]

use chappe_testing::{ActionReport, RecordedCall, TestBot, UpdateBuilder, called, sent_text};

/// The ids of the results of an answer.
fn results(answer: &RecordedCall) -> Vec<&str> {
    let results = answer.params()["results"].as_array().unwrap();
    results.iter().map(|result| result["id"].as_str().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_query_finds_colours_by_a_part_of_their_names() {
    let bot = TestBot::new(inline::app());
    let alice = bot.user("alice");
    alice.inline_query(" RE ").await;
    let answer = bot.expect(called("answerInlineQuery"));
    assert_eq!(results(&answer), ["azure", "green", "red"]);
    assert!(answer.params().get("next_offset").is_none());
    alice.inline_query("nothing like it").await;
    assert_eq!(results(&bot.expect(called("answerInlineQuery"))), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_query_has_pages_that_together_have_each_colour_once() {
    let bot = TestBot::new(inline::app());
    let (mut offset, mut all, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        bot.deliver(&UpdateBuilder::inline_query("").set("offset", offset.clone()).build()).await;
        let answer = bot.expect(called("answerInlineQuery"));
        all.extend(results(&answer).into_iter().map(str::to_owned));
        pages += 1;
        match answer.params()["next_offset"].as_str() {
            Some(next) => next.clone_into(&mut offset),
            None => break,
        }
    }
    let count = all.len();
    all.dedup();
    assert_eq!((pages, count, all.len()), (3, 24, 24));
}

#[tokio::test(start_paused = true)]
async fn a_chosen_result_is_sent_counted_and_changed_by_its_button() {
    let bot = TestBot::new(inline::app());
    let alice = bot.user("alice");
    let query: ActionReport = alice.inline_query("white").await;
    bot.expect(called("answerInlineQuery"));
    let sent = alice.choose(&query, "white").await;
    assert_eq!(sent.message().unwrap()["text"], "white: #ffffff");
    for darker in ["#7f7f7f", "#3f3f3f"] {
        alice.press("Darker").await;
        let edit = bot.expect(called("editMessageText"));
        assert_eq!(edit.params()["text"], darker);
        assert!(edit.params()["inline_message_id"].is_string());
        bot.expect(called("answerCallbackQuery"));
    }
    alice.send("/top").await;
    bot.expect(sent_text("white: 1"));
}

#[tokio::test(start_paused = true)]
async fn a_button_with_other_data_changes_nothing() {
    let bot = TestBot::new(inline::app());
    bot.deliver(&UpdateBuilder::callback_query("dark:zz").build()).await;
    bot.expect_nothing();
    let alice = bot.user("alice");
    alice.send("/top").await;
    bot.expect(sent_text("Nothing was chosen."));
}
