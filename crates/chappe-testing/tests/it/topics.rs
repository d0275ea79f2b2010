//! Topics, drafts and games.

use chappe_client::Bot;
use chappe_core::{Router, extract::Event, filter::text, reply};
use chappe_testing::{
    TestBot, created_topic, drafted_text, moved_location, sent_game, sent_location, sent_rich,
    sent_text,
};
use chappe_types::{
    CreateForumTopic, EditMessageLiveLocation, InputRichMessage, Message, SendGame, SendLocation,
    SendMessageDraft, SendRichMessage,
};

fn echo() -> Router {
    Router::new("app").message(|m| m.on(text(), async || reply("Seen")))
}

#[tokio::test]
async fn users_manage_topics_and_write_in_them() {
    let bot = TestBot::new(echo());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let forum = bot.forum("Support", &[&alice, &bob]).await;
    let (alice, bob) = (alice.within(&forum), bob.within(&forum));
    let bugs = alice.create_topic("Bugs").await;
    assert_eq!((bugs.name(), bugs.report().updates()), ("Bugs", 1));
    bob.in_topic(&bugs).send("It crashes").await;
    bot.expect(sent_text("Seen").to(&forum).in_topic(&bugs));
    bob.send("hi").await;
    let general = bot.expect(sent_text("Seen"));
    assert!(general.params()["message_thread_id"].is_null());
    alice.rename_topic(&bugs, "Old bugs").await;
    alice.close_topic(&bugs).await;
    alice.in_topic(&bugs).send("Closed").await;
    bot.expect(sent_text("Seen").in_topic(&bugs).refused(400));
    alice.reopen_topic(&bugs).await;
    bob.in_topic(&bugs).send("Again").await;
    bot.expect(sent_text("Seen").in_topic(&bugs));
    alice.delete_topic(&bugs).await;
    bot.expect_nothing();
    assert_eq!(sent_text("Seen").in_topic(&bugs).to_string(), r#"sent "Seen" in the topic "Bugs""#,);
}

#[tokio::test]
#[should_panic(expected = "the topic is closed")]
async fn a_member_may_not_write_in_a_closed_topic() {
    let bot = TestBot::new(echo());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let forum = bot.forum("Support", &[&alice, &bob]).await;
    let bugs = alice.within(&forum).create_topic("Bugs").await;
    alice.within(&forum).close_topic(&bugs).await;
    bob.within(&forum).in_topic(&bugs).send("hi").await;
}

#[tokio::test]
async fn private_chats_have_topics_of_users_and_bots() {
    async fn create(Event(message): Event<Message>) -> CreateForumTopic {
        CreateForumTopic::new(message.chat.id, "From the bot")
    }
    let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), create)));
    let alice = bot.user("alice");
    bot.set_private_topics(true, true).await;
    let ideas = alice.create_topic("Ideas").await;
    let report = alice.in_topic(&ideas).send("hi").await;
    assert_eq!(report.message().unwrap()["message_thread_id"], ideas.id().0);
    assert!(bot.expect(created_topic("From the bot")).result().is_ok());
}

#[tokio::test]
async fn drafts_grow_until_they_are_stopped() {
    async fn think(bot: Bot, Event(message): Event<Message>) -> Result<(), chappe_client::Error> {
        for text in ["The", "The answer"] {
            let draft = SendMessageDraft::new(message.chat.id, 1).text(text).can_stop(true);
            bot.send(draft).await?;
        }
        Ok(())
    }
    let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), think)));
    let alice = bot.user("alice");
    alice.send("?").await;
    bot.expect(drafted_text("The").to(&alice));
    bot.expect(drafted_text("The answer").to(&alice));
    assert_eq!(alice.drafts()[0]["text"], "The answer");
    alice.stop_draft().await;
    assert!(alice.drafts().is_empty());
}

#[tokio::test]
async fn games_locations_and_rich_messages_are_expected_by_their_content() {
    async fn show(bot: Bot, Event(message): Event<Message>) -> Result<(), chappe_client::Error> {
        let chat = message.chat.id;
        bot.send(SendGame::new(chat, "chess")).await?;
        let place = bot.send(SendLocation::new(chat, 1.5, 2.5).live_period(60)).await?;
        let moved = EditMessageLiveLocation::new(3.5, 2.5);
        bot.send(moved.chat_id(chat).message_id(place.message_id)).await?;
        let rich = InputRichMessage::new().html("<h1>Hi</h1>");
        bot.send(SendRichMessage::new(chat, rich)).await?;
        Ok(())
    }
    let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), show)));
    let alice = bot.user("alice");
    alice.send("go").await;
    bot.expect(sent_game("chess").to(&alice));
    bot.expect(sent_location(1.5, 2.5).with("live_period", 60));
    bot.expect(moved_location(3.5, 2.5));
    bot.expect(sent_rich().to(&alice));
    bot.expect_nothing();
    let messages = alice.messages();
    assert_eq!(messages[2]["location"]["latitude"], 3.5);
}
