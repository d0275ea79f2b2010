//! Users join by links and by requests, and the owner changes the chat.

use chappe_core::{Router, extract::Event};
use chappe_testing::{TestBot, called, sent_text};
use chappe_types::{
    ApproveChatJoinRequest, ChatJoinRequest, ChatPermissions, DeclineChatJoinRequest, GetChat,
    Message, SendMessage,
};

/// Admits those with a bio, and reports the changes of the chat.
fn doorkeeper() -> Router {
    let admit = async |Event(request): Event<ChatJoinRequest>| {
        let has_bio = request.bio.is_some();
        has_bio.then(|| ApproveChatJoinRequest::new(request.chat.id, request.from.id))
    };
    let report = async |Event(message): Event<Message>| {
        let what = if message.new_chat_photo.is_some() {
            "a photo"
        } else if message.delete_chat_photo.is_some() {
            "no photo"
        } else if message.new_chat_title.is_some() {
            "a title"
        } else {
            return None;
        };
        Some(SendMessage::new(message.chat.id, what))
    };
    Router::new("doorkeeper").chat_join_request(|r| r.on((), admit)).message(|m| m.on((), report))
}

#[tokio::test]
async fn users_join_by_links_and_requests() {
    let bot = TestBot::new(doorkeeper());
    let [alice, bob, carol, dan] = ["alice", "bob", "carol", "dan"].map(|name| bot.user(name));
    let group = bot.supergroup("Friends", &[&alice]).await;
    group.promote_bot(["can_invite_users"]).await;
    let open = group.invite_link().await;
    bob.join_by(&open).await;
    let guarded = group.request_link().await;
    carol.ask_to_join(&guarded, "A gardener").await;
    assert!(bot.expect(called("approveChatJoinRequest")).result().is_ok());
    let asked = dan.ask_to_join(&guarded, "").await;
    assert_eq!(asked.updates(), 1);
    bot.expect_nothing();
    group.decline(&dan).await;
    let late = DeclineChatJoinRequest::new(group.id(), dan.id());
    let refused = bot.bot().send(late).await.unwrap_err();
    assert!(refused.to_string().contains("HIDE_REQUESTER_MISSING"), "{refused}");
    dan.join_by(&guarded).await;
    let approved = group.approve(&dan).await;
    assert_eq!(approved.message().unwrap()["from"]["username"], "dan");
    let transcript = bot.transcript();
    assert!(transcript.contains("alice in Friends approves dan"), "{transcript}");
}

#[tokio::test]
#[should_panic(expected = "alice is in \"Friends\" (-1001) already")]
async fn a_member_does_not_join_again() {
    let bot = TestBot::new(doorkeeper());
    let alice = bot.user("alice");
    let group = bot.group("Friends", &[&alice]).await;
    let link = group.invite_link().await;
    alice.within(&group).join_by(&link).await;
}

#[tokio::test]
async fn the_owner_changes_the_chat() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05";
    let bot = TestBot::new(doorkeeper());
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    group.rename("Best friends").await;
    bot.expect(sent_text("a title").to(&group));
    group.set_photo(PNG).await;
    bot.expect(sent_text("a photo").to(&group));
    group.remove_photo().await;
    bot.expect(sent_text("no photo").to(&group));
    group.describe("All of us").await;
    let sends = ChatPermissions::new().can_send_messages(true);
    group.permit(sends).await;
    let chat = bot.bot().send(GetChat::new(group.id())).await.unwrap();
    assert_eq!(
        (chat.title.as_deref(), chat.description.as_deref()),
        (Some("Best friends"), Some("All of us")),
    );
    let permissions = chat.permissions.unwrap();
    assert_eq!(
        (permissions.can_send_messages, permissions.can_send_polls),
        (Some(true), Some(false)),
    );
}
