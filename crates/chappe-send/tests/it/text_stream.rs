//! Streams of text on an emulator.

use std::{error::Error as _, time::Duration};

use chappe_core::BoxError;
use chappe_send::{Streams, TextStream};
use chappe_types::{
    InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, MessageEntityType, SendMessage,
};
use futures_util::{StreamExt as _, stream};
use http::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::dialogue::{
    assert_calls, calls, chat, chat_with_bare_client, control, fault, group_with_quick_client,
    paced, texts,
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_text_grows_as_a_draft_and_ends_as_a_message() {
    let (bot, alice) = chat().await;
    let text = paced(["a", "b", "c"], 2 * SECOND);
    let sent = TextStream::new(bot.bot(), alice.id()).send(text).await.unwrap();
    assert_eq!(sent.text(), "abc");
    assert_eq!(sent.messages()[0].text.as_deref(), Some("abc"));
    assert_eq!(texts(&alice), ["abc"]);
    assert!(alice.drafts().is_empty());
    assert_calls(
        &bot,
        &["sendChatAction: ", "sendMessageDraft: a", "sendMessageDraft: ab", "sendMessage: abc"],
    );
}

#[tokio::test(start_paused = true)]
async fn a_fast_stream_is_updated_each_second_with_the_newest_text() {
    let (bot, alice) = chat().await;
    let text = paced(vec!["x"; 35], Duration::from_millis(99));
    let started = Instant::now();
    TextStream::new(bot.bot(), alice.id()).typing(false).send(text).await.unwrap();
    assert_eq!(started.elapsed().as_millis(), 4_099);
    let lengths: Vec<_> = calls(&bot).iter().map(|(_, text)| text.len()).collect();
    assert_eq!(lengths, [1, 11, 21, 31, 35]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_always_ready_does_not_block_the_calls() {
    let (bot, alice) = chat().await;
    let text = stream::repeat("a").take(3_000);
    TextStream::new(bot.bot(), alice.id()).send(text).await.unwrap();
    assert_eq!(texts(&alice), ["a".repeat(3_000)]);
}

#[tokio::test(start_paused = true)]
async fn typing_is_shown_until_there_is_a_text() {
    let (bot, alice) = chat().await;
    let text = paced(["a"], 10 * SECOND);
    TextStream::new(bot.bot(), alice.id()).send(text).await.unwrap();
    let typing = calls(&bot).iter().filter(|(method, _)| method == "sendChatAction").count();
    assert_eq!(typing, 3, "at 0, 4.5 and 9 s");
}

#[tokio::test(start_paused = true)]
async fn a_draft_is_kept_while_no_text_arrives() {
    let (bot, alice) = chat().await;
    let text = paced(["a", "b"], 50 * SECOND);
    let sending = TextStream::new(bot.bot(), alice.id()).typing(false).send(text);
    let sending = tokio::spawn(sending);
    for _ in 0..4 {
        tokio::time::sleep(10 * SECOND).await;
    }
    tokio::time::sleep(11 * SECOND).await;
    for _ in 0..4 {
        assert_eq!(alice.drafts()[0]["text"], "a");
        tokio::time::sleep(10 * SECOND).await;
    }
    sending.await.unwrap().unwrap();
    assert_eq!(texts(&alice), ["ab"]);
}

#[tokio::test(start_paused = true)]
async fn in_groups_a_message_is_edited_at_most_20_times_a_minute() {
    let (bot, alice) = group_with_quick_client().await;
    control(&bot, &Method::POST, "limits", &json!({"enabled": true}));
    let text = paced((0..600).map(|_| "x"), SECOND / 5);
    let chat = alice.messages()[0]["chat"]["id"].as_i64().unwrap();
    TextStream::new(bot.bot(), chat).send(text).await.unwrap();
    assert_eq!(texts(&alice), ["x".repeat(600)]);
    assert!(bot.calls().iter().all(|call| call.result().is_ok()), "no limit was exceeded");
}

#[tokio::test(start_paused = true)]
async fn the_keyboard_of_the_growing_message_is_removed_or_replaced_at_the_end() {
    let button = |label: &str| {
        let button = InlineKeyboardButton::new(label).callback_data("x");
        InlineKeyboardMarkup::new(vec![vec![button]])
    };
    let (bot, alice) = chat().await;
    let stream =
        || TextStream::new(bot.bot(), alice.id()).drafts(false).growing_keyboard(button("Stop"));
    let streaming = tokio::spawn(stream().send(paced(["a", "b"], 2 * SECOND)));
    tokio::time::sleep(3 * SECOND).await;
    let label =
        |at: usize| alice.messages()[at]["reply_markup"]["inline_keyboard"][0][0]["text"].clone();
    assert_eq!(label(1), "Stop");
    streaming.await.unwrap().unwrap();
    assert_eq!((label(1), texts(&alice)), (json!(null), vec!["ab".to_owned()]));
    stream().final_keyboard(button("Again")).send(stream::iter(["c"])).await.unwrap();
    assert_eq!(label(2), "Again");
}

#[tokio::test(start_paused = true)]
async fn a_long_text_continues_in_further_messages_that_do_not_notify() {
    let (bot, alice) = chat().await;
    let word = "word ".repeat(500);
    let first = bot.bot().send(SendMessage::new(alice.id(), "first")).await.unwrap();
    for drafts in [true, false] {
        let sent = TextStream::reply(bot.bot(), &first)
            .drafts(drafts)
            .send(paced(vec![word.clone(); 5], 2 * SECOND))
            .await
            .unwrap();
        let whole = word.repeat(5);
        let parts: Vec<&str> = sent.messages().iter().filter_map(|m| m.text.as_deref()).collect();
        assert_eq!(parts.join(" "), whole.trim_end());
        assert_eq!(parts.len(), 4);
        let replies: Vec<_> =
            sent.messages().iter().map(|m| m.reply_to_message.is_some()).collect();
        assert_eq!(replies, [true, false, false, false]);
        let sends = bot.calls();
        let silent = sends.iter().filter(|call| call.params()["disable_notification"] == true);
        assert_eq!(silent.count(), if drafts { 3 } else { 6 });
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_stream_is_delivered_up_to_its_failure() {
    let (bot, alice) = chat().await;
    let pieces = [Ok("what "), Ok("arrived"), Err("the model is gone"), Ok("never")];
    let text = paced(pieces, SECOND / 2);
    let error = TextStream::new(bot.bot(), alice.id()).send(text).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the model is gone");
    assert_eq!((error.is_undelivered(), error.sent().text()), (false, "what arrived"));
    assert_eq!(texts(&alice), ["what arrived"]);
}

#[tokio::test(start_paused = true)]
async fn a_stopped_stream_is_delivered_as_it_is() {
    let (bot, alice) = chat().await;
    let streams = Streams::default();
    let text = TextStream::new(bot.bot(), alice.id()).stoppable(&streams);
    let id = text.id();
    let sending = tokio::spawn(text.send(paced(vec!["x"; 100], SECOND)));
    tokio::time::sleep(SECOND * 7 / 2).await;
    assert_eq!(alice.drafts()[0]["can_stop"], true);
    assert!(!streams.stop(999, id), "another chat");
    assert!(streams.stop(alice.id().0, id));
    let sent = sending.await.unwrap().unwrap();
    assert!(sent.is_stopped());
    assert_eq!(texts(&alice), ["xxx"]);
    assert!(streams.is_empty());
    assert!(!streams.stop(alice.id().0, id));
}

#[tokio::test(start_paused = true)]
async fn a_text_without_visible_characters_is_not_sent() {
    let (bot, alice) = chat().await;
    let sent =
        TextStream::new(bot.bot(), alice.id()).send(stream::iter([" ", "\n"])).await.unwrap();
    assert!(sent.messages().is_empty());
    assert_calls(&bot, &["sendChatAction: "]);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_drafts_gets_edits() {
    let (bot, alice) = chat().await;
    bot.refuse("sendMessageDraft", 404, "Not Found");
    let text = paced(["a", "b"], 2 * SECOND);
    TextStream::new(bot.bot(), alice.id()).typing(false).send(text).await.unwrap();
    assert_calls(&bot, &["sendMessageDraft: a", "sendMessage: a", "editMessageText: ab"]);
    assert_eq!(texts(&alice), ["ab"]);
}

#[tokio::test(start_paused = true)]
async fn after_a_429_no_call_is_made_until_the_pause_ends() {
    for (bot, alice) in [chat().await, chat_with_bare_client().await] {
        let too_many =
            json!({"method": "editMessageText", "times": 1, "then": {"retry_after": 20}});
        fault(&bot, &too_many);
        let text = paced(vec!["x"; 10], SECOND);
        let started = Instant::now();
        let stream = TextStream::new(bot.bot(), alice.id()).drafts(false).typing(false);
        stream.send(text).await.unwrap();
        assert_eq!(texts(&alice), ["x".repeat(10)]);
        let waited = started.elapsed().as_secs();
        assert!((22..=24).contains(&waited), "2 s until the 429, and 20 s: {waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_changes_nothing_is_no_error() {
    let (bot, alice) = chat().await;
    let unmodified =
        "Bad Request: message is not modified: specified new message content is the same";
    bot.refuse("editMessageText", 400, unmodified);
    let stream = TextStream::new(bot.bot(), alice.id()).drafts(false).typing(false);
    stream.send(paced(["a", "b", "c"], 2 * SECOND)).await.unwrap();
    assert_eq!(texts(&alice), ["abc"]);
}

#[tokio::test(start_paused = true)]
async fn the_text_of_a_deleted_message_is_sent_again_at_the_end() {
    let (bot, alice) = chat().await;
    let stream = TextStream::new(bot.bot(), alice.id()).drafts(false).typing(false);
    let sending = tokio::spawn(stream.send(paced(vec!["x"; 6], 2 * SECOND)));
    tokio::time::sleep(5 * SECOND).await;
    let id = alice.messages()[1]["message_id"].as_i64().unwrap();
    let delete = chappe_types::DeleteMessage::new(alice.id(), id);
    bot.bot().send(delete).await.unwrap();
    sending.await.unwrap().unwrap();
    assert_eq!(texts(&alice), ["xxxxxx"]);
    let sends = calls(&bot).iter().filter(|(method, _)| method == "sendMessage").count();
    assert_eq!(sends, 2);
}

#[tokio::test(start_paused = true)]
async fn entities_are_sent_and_a_text_with_refused_entities_is_plain() {
    let (bot, alice) = chat().await;
    let bold = |text: &str| {
        let length = i64::try_from(text.encode_utf16().count()).unwrap();
        vec![(text.to_owned(), vec![MessageEntity::new(MessageEntityType::Bold, 0, length)])]
    };
    let stream = || TextStream::new(bot.bot(), alice.id()).format(bold);
    stream().send(stream::iter(["bold"])).await.unwrap();
    assert_eq!(alice.messages()[1]["entities"][0]["type"], "bold");
    bot.refuse("sendMessage", 400, "Bad Request: can't parse entities: …");
    stream().drafts(false).send(stream::iter(["plain"])).await.unwrap();
    assert_eq!(alice.messages()[2]["text"], "plain");
    assert!(alice.messages()[2].get("entities").is_none());
}

#[tokio::test(start_paused = true)]
async fn parts_that_change_later_are_edited_and_parts_that_disappear_are_deleted() {
    // Ten characters a part, with its number and the number of parts; one part at the end.
    let numbered = |text: &str| {
        if let Some(whole) = text.strip_suffix('.') {
            return vec![(whole.to_owned(), Vec::new())];
        }
        let parts: Vec<_> = text.as_bytes().chunks(10).map(String::from_utf8_lossy).collect();
        let numbered = |(at, part)| (format!("{at} of {}: {part}", parts.len()), Vec::new());
        parts.iter().enumerate().map(numbered).collect()
    };
    for drafts in [true, false] {
        let (bot, alice) = chat().await;
        let stream = || TextStream::new(bot.bot(), alice.id()).drafts(drafts).format(numbered);
        let sent = stream().send(paced(vec!["x"; 25], 2 * SECOND)).await.unwrap();
        let expected = ["0 of 3: xxxxxxxxxx", "1 of 3: xxxxxxxxxx", "2 of 3: xxxxx"];
        assert_eq!(texts(&alice), expected);
        let returned: Vec<_> = sent.messages().iter().map(|m| m.text.as_deref().unwrap()).collect();
        assert_eq!(returned, expected);

        let pieces = ["xxxxxxxxxxxxxxx", "y", "."];
        let sent = stream().send(paced(pieces, 5 * SECOND)).await.unwrap();
        assert_eq!(sent.messages().len(), 1);
        assert_eq!(texts(&alice)[3..], ["xxxxxxxxxxxxxxxy"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_stopped_before_its_first_text_sends_nothing() {
    let (bot, alice) = chat().await;
    let stream = TextStream::new(bot.bot(), alice.id());
    let stop = stream.stop_handle();
    let sending = tokio::spawn(stream.send(stream::pending::<String>()));
    tokio::time::sleep(SECOND).await;
    stop.stop();
    let sent = sending.await.unwrap().unwrap();
    assert!(sent.is_stopped() && sent.messages().is_empty());
    assert_calls(&bot, &["sendChatAction: "]);
}

#[tokio::test(start_paused = true)]
async fn a_default_parse_mode_does_not_apply_to_the_text() {
    use chappe_client::{BotBuilder, Defaults};
    use chappe_types::ParseMode;
    let html = |bot: BotBuilder| bot.defaults(Defaults::new().parse_mode(ParseMode::Html));
    let bot = chappe_testing::TestBot::builder().bot(html).build(chappe_core::Router::new("empty"));
    let alice = bot.user("alice");
    alice.send("hi").await;
    for drafts in [true, false] {
        let stream = TextStream::new(bot.bot(), alice.id()).drafts(drafts);
        stream.send(paced(["if a <", "b> c"], 2 * SECOND)).await.unwrap();
    }
    assert_eq!(texts(&alice), ["if a <b> c", "if a <b> c"]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_to_a_deleted_message_is_sent_without_a_reply() {
    let (bot, alice) = chat().await;
    let first = bot.bot().send(SendMessage::new(alice.id(), "first")).await.unwrap();
    bot.bot().send(first.delete()).await.unwrap();
    TextStream::reply(bot.bot(), &first).send(stream::iter(["a"])).await.unwrap();
    assert_eq!(texts(&alice), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn a_user_who_blocks_the_bot_ends_the_stream() {
    let (bot, alice) = chat().await;
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let text = stream::unfold((0, sender), |(n, sender)| async move {
        tokio::time::sleep(SECOND).await;
        Some(("x", (n + 1, sender)))
    });
    bot.refuse("sendMessageDraft", 403, "Forbidden: bot was blocked by the user");
    let error = TextStream::new(bot.bot(), alice.id()).send(text).await.unwrap_err();
    assert!(error.is_undelivered());
    let cause = error.source().unwrap().downcast_ref::<chappe_client::Error>().unwrap();
    assert!(cause.is_blocked());
    assert!(receiver.await.is_err(), "the stream is dropped");
}

#[tokio::test(start_paused = true)]
async fn the_delivery_is_given_up_after_the_patience() {
    let (bot, alice) = chat().await;
    fault(&bot, &json!({"then": {"status": 502}}));
    let started = Instant::now();
    let stream = TextStream::new(bot.bot(), alice.id()).patience(60 * SECOND);
    let error = stream.send(stream::iter(["a"])).await.unwrap_err();
    assert!(error.is_undelivered());
    assert!(started.elapsed() < 90 * SECOND);
    assert_eq!(error.sent().text(), "a");
}

#[tokio::test(start_paused = true)]
async fn items_may_be_strings_or_results() {
    let (bot, alice) = chat().await;
    let stream = || TextStream::new(bot.bot(), alice.id());
    stream().send(stream::iter(["a".to_owned()])).await.unwrap();
    stream().send(stream::iter([Ok::<_, BoxError>("b")])).await.unwrap();
    stream().send(stream::iter([Ok::<_, std::io::Error>(String::from("c"))])).await.unwrap();
    assert_eq!(texts(&alice), ["a", "b", "c"]);
}
