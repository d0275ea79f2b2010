//! Shortcuts of objects against a server that interprets what they send.

use chappe_client::Bot;
use chappe_core::{
    BoxError, Router,
    extract::Event,
    filter::{Content, content, text},
};
use chappe_testing::{TestBot, called, sent, sent_photo, sent_text};
use chappe_types::{Message, ParseMode, SendMessage, Upload, User, UserId};
use serde_json::{Value, json};

/// A name that is markup in both languages unless it is escaped.
const NAME: &str = r"<b>&amp; _*[x](y)~`>#+-=|{}.!\ é🦀";

/// The id of the user, and the text and the entities that the server makes of the bot's answer.
async fn shown(answer: fn(&User) -> SendMessage) -> (UserId, String, Vec<Value>) {
    let handler = move |user: User| {
        let method = answer(&user);
        async move { method }
    };
    let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), handler)));
    let person = bot.person("ada", json!({"first_name": NAME}));
    person.send("hi").await;
    let call = bot.expect(sent());
    let result = call.result().unwrap();
    let text = result["text"].as_str().unwrap().to_owned();
    (person.id(), text, result["entities"].as_array().cloned().unwrap_or_default())
}

#[tokio::test]
async fn a_mention_shows_any_name_as_it_is_and_links_all_of_it() {
    let html = |user: &User| user.answer(user.mention_html()).parse_mode(ParseMode::Html);
    let markdown =
        |user: &User| user.id.answer(user.mention_markdown()).parse_mode(ParseMode::MarkdownV2);
    for answer in [html as fn(&User) -> SendMessage, markdown] {
        let (id, text, entities) = shown(answer).await;
        assert_eq!(text, NAME);
        let [entity] = &*entities else { panic!("one entity, not {entities:?}") };
        assert_eq!(
            (&entity["type"], &entity["offset"], &entity["length"], &entity["user"]["id"]),
            (&json!("text_mention"), &json!(0), &json!(NAME.encode_utf16().count()), &json!(id)),
        );
    }
}

#[tokio::test]
async fn a_photo_is_downloaded_and_sent_back() {
    async fn mirror(bot: Bot, Event(message): Event<Message>) -> Result<SendMessage, BoxError> {
        let photo = message.largest_photo().ok_or("no photo")?;
        let bytes = bot.download(photo).bytes().await?;
        let upload = Upload::bytes("mirror.jpg", bytes.clone());
        let sent = bot.send(message.answer_photo(upload)).await?;
        let again = bot.download(sent.largest_photo().ok_or("no photo")?).bytes().await?;
        Ok(message.chat.answer(if again == bytes { "the same" } else { "another" }))
    }
    let app = Router::new("app").message(|m| m.on(content(Content::Photo), mirror));
    let bot = TestBot::new(app);
    let alice = bot.user("alice");
    alice.send_photo(b"\xff\xd8 a photo").await;
    bot.expect(called("getFile"));
    bot.expect(sent_photo().to(&alice));
    bot.expect(called("getFile"));
    bot.expect(sent_text("the same").to(&alice));
    bot.expect_nothing();
}
