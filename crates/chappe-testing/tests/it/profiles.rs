//! Profiles, and Web Apps.

use chappe_core::Router;
use chappe_testing::TestBot;
use chappe_types::{
    AnswerWebAppQuery, InlineQueryResultArticle, InputTextMessageContent,
    SavePreparedInlineMessage, SetUserEmojiStatus,
};

fn article(text: &str) -> InlineQueryResultArticle {
    InlineQueryResultArticle::new("1", "T", InputTextMessageContent::new(text))
}

#[tokio::test]
async fn a_bot_sets_an_emoji_status_only_while_the_user_allows_it() {
    let bot = TestBot::new(Router::new("app"));
    let alice = bot.user("alice");
    let set = || SetUserEmojiStatus::new(alice.id()).emoji_status_custom_emoji_id("7");
    assert!(bot.bot().send(set()).await.is_err());
    alice.allow_emoji_status(true).await;
    assert!(bot.bot().send(set()).await.unwrap());
    alice.allow_emoji_status(false).await;
    assert!(bot.bot().send(set()).await.is_err());
}

#[tokio::test]
async fn a_user_sends_what_a_web_app_and_its_bot_prepare() {
    let bot = TestBot::new(Router::new("app"));
    let alice = bot.user("alice");
    let friends = bot.group("Friends", &[&alice]).await;
    alice.send("hi").await;
    let opened = alice.open_web_app("https://example.org/").await;
    assert!(opened.url().starts_with("https://example.org/#tgWebAppData="));
    bot.bot().send(AnswerWebAppQuery::new(opened.query_id(), article("Order"))).await.unwrap();
    assert_eq!(alice.messages().last().unwrap()["text"], "Order");
    let prepared = SavePreparedInlineMessage::new(alice.id(), article("Look"));
    let prepared = bot.bot().send(prepared.allow_group_chats(true)).await.unwrap();
    alice.within(&friends).send_prepared(&prepared.id).await;
    assert_eq!(friends.messages().last().unwrap()["text"], "Look");
}
