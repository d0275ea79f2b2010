//! Messages that are sent again by their content, and albums.

use std::collections::BTreeMap;

use chappe_core::{Router, extract::Event};
use chappe_testing::TestBot;
use chappe_types::{CannotCopy, FileId, MediaGroup, Message, SendCopy, Upload};
use serde_json::{Value, json};

async fn copy(Event(message): Event<Message>) -> Result<SendCopy, CannotCopy> {
    message.send_copy(message.chat.id)
}

/// The members of a message that make its content.
fn content(message: &Value) -> BTreeMap<String, Value> {
    // The emulator adds the preview of a link to messages of bots only.
    let envelope = ["message_id", "date", "chat", "from", "link_preview_options"];
    let members = message.as_object().unwrap().iter();
    let members = members.filter(|(name, _)| !envelope.contains(&name.as_str()));
    members.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_copy_has_the_content_of_its_original() {
    let bot = TestBot::new(Router::new("app").message(|m| m.fallback(copy)));
    let alice = bot.user("alice");
    alice.send("plain <b>& simple</b>").await;
    alice.send_document("a.txt", b"content").await;
    alice.send_photo(b"pixels").await;
    alice.send_contact("+49", "Ada").await;
    alice.send_location(1.5, 2.5).await;
    alice.send_venue("Museum", "Street 1", 1.5, 2.5).await;
    alice
        .send_content(
            json!({
                "text": "bold 🌈 link",
                "entities": [
                    {"type": "bold", "offset": 0, "length": 4},
                    {"type": "text_link", "offset": 8, "length": 4, "url": "https://example.org/"},
                ],
            }),
            "text",
        )
        .await;
    let messages = alice.messages();
    assert_eq!(messages.len(), 14);
    for pair in messages.chunks(2) {
        assert_eq!(content(&pair[0]), content(&pair[1]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_message_is_named_in_the_failure() {
    let bot = TestBot::new(Router::new("app").message(|m| m.fallback(copy)));
    let alice = bot.user("alice");
    let group = bot.supergroup("Group", &[&alice]).await;
    let report = group.rename("New").await;
    assert_eq!(
        report.error(),
        Some(
            "a message with `new_chat_title` cannot be sent again: it is a service message, which \
          only Telegram sends"
        ),
    );
}

#[tokio::test(start_paused = true)]
async fn an_album_is_accepted_by_the_server() {
    let bot = TestBot::new(Router::new("app"));
    let alice = bot.user("alice");
    alice.send("hi").await;
    let upload = |name: &'static str| Upload::bytes(name, name.as_bytes());
    let visual = MediaGroup::new().photo(upload("a.jpg")).video(upload("b.mp4")).caption("c");
    let documents = MediaGroup::new().document(upload("a")).document(upload("b")).caption("c");
    for (album, captions) in [(visual, [Some("c"), None]), (documents, [None, Some("c")])] {
        let sent = bot.bot().send(album.send_to(alice.id()).unwrap()).await.unwrap();
        let found: Vec<Option<&str>> =
            sent.iter().map(|message| message.caption.as_deref()).collect();
        assert_eq!(found, captions);
    }
    let mixed = MediaGroup::new().photo(FileId::from("a")).document(FileId::from("b"));
    assert_eq!(mixed.send_to(alice.id()).unwrap_err().item(), Some(1));
}
