//! Members and the bot are promoted, restricted and banned.

use std::time::Duration;

use chappe_client::{Bot, SendMethod as _};
use chappe_core::{Router, extract::Event, filter::text, reply};
use chappe_testing::{AdminRights, TestBot, called, sent, sent_text};
use chappe_types::{
    ChatMember, ChatMemberUpdated, ChatPermissions, DeleteMessage, Message, SendMessage, User,
};

/// A moderator: deletes messages with `spam`, reports its own rights, greets those who join.
fn moderator() -> Router {
    let moderate = async |Event(message): Event<Message>, bot: Bot| {
        let is_spam = message.text.as_deref().is_some_and(|text| text.contains("spam"));
        if is_spam {
            DeleteMessage::new(message.chat.id, message.message_id).send(&bot).await?;
        }
        Ok::<_, chappe_core::BoxError>(reply("seen"))
    };
    let report = async |Event(change): Event<ChatMemberUpdated>| {
        let state = |member: &ChatMember| match member {
            ChatMember::Administrator(admin) if admin.can_delete_messages => "moderator",
            ChatMember::Administrator(_) => "administrator",
            ChatMember::Restricted(_) => "restricted",
            ChatMember::Banned(_) => "banned",
            _ => "member",
        };
        let user: &User = &change.from;
        let (old, new) = (state(&change.old_chat_member), state(&change.new_chat_member));
        SendMessage::new(user.id, format!("{old} → {new} in {:?}", change.chat.title))
    };
    Router::new("moderator")
        .message(|m| m.on(text(), moderate))
        .my_chat_member(|m| m.on((), report))
        .error(|e| e.on((), async || reply("I may not do that.")))
}

#[tokio::test]
async fn the_bot_is_promoted_and_demoted_by_the_owner() {
    let bot = TestBot::new(moderator());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    alice.send("hi").await; // the bot may write to her from now on
    let group = bot.supergroup("Friends", &[&alice, &bob]).await;
    let bob = bob.within(&group);

    bob.send("spam").await;
    bot.expect(called("deleteMessage").refused(400));
    bot.expect(sent_text("I may not do that.").to(&group));

    let report = group.promote_bot(["can_delete_messages"]).await;
    assert!(report.is_handled(), "{report}");
    bot.expect(sent_text(r#"member → moderator in Some("Friends")"#).to(&alice));
    bob.send("more spam").await;
    assert!(bot.expect(called("deleteMessage")).result().is_ok());

    group.promote_bot(AdminRights::none()).await;
    bot.expect(sent_text(r#"moderator → administrator in Some("Friends")"#));
    bob.send("spam again").await;
    bot.expect(called("deleteMessage").refused(400));
    group.demote_bot().await;
    bot.expect(sent_text(r#"administrator → member in Some("Friends")"#));
}

#[tokio::test(start_paused = true)]
async fn a_restriction_of_the_bot_ends_in_virtual_time() {
    let bot = TestBot::new(moderator());
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    let alice = alice.within(&group);
    group.restrict_bot_for(ChatPermissions::new(), Duration::from_secs(3600)).await;
    alice.send("hi").await;
    let refused = bot.expect(sent_text("seen").refused(400));
    let why = "Bad Request: not enough rights to send text messages to the chat";
    assert_eq!(refused.result(), Err((400, why)));
    bot.wait(Duration::from_secs(3600)).await;
    alice.send("hi again").await;
    assert!(bot.expect(sent_text("seen")).result().is_ok());

    group.restrict_bot(ChatPermissions::new().can_send_messages(true)).await;
    alice.send("and now?").await;
    assert!(bot.expect(sent_text("seen")).result().is_ok());
    group.ban_bot().await;
    assert_eq!(alice.send("gone?").await.updates(), 0);
    group.add_bot().await;
    assert_eq!(alice.send("back?").await.updates(), 1);
}

#[tokio::test]
async fn users_are_promoted_restricted_and_banned() {
    let greet = async |Event(message): Event<Message>| {
        let joined = message.new_chat_members.as_ref();
        joined.map(|users| message.answer(format!("Welcome, {}", users[0].first_name)))
    };
    let note = async |Event(change): Event<ChatMemberUpdated>| {
        let member = match &change.new_chat_member {
            ChatMember::Administrator(admin) => format!("pins {:?}", admin.can_pin_messages),
            ChatMember::Restricted(muted) => format!("until {}", muted.until_date.0 > 0),
            ChatMember::Member(_) => "member".to_owned(),
            _ => "gone".to_owned(),
        };
        SendMessage::new(change.chat.id, member)
    };
    let app = Router::new("app").message(|m| m.on((), greet)).chat_member(|m| m.on((), note));
    let bot = TestBot::new(app);
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.supergroup("Friends", &[&alice]).await;
    bot.expect(sent_text("Welcome, Bot 1"));
    group.promote_bot(AdminRights::all()).await;

    let joined = bob.within(&group).join().await;
    let messages = group.messages();
    let service = messages.iter().find(|m| m["message_id"] == joined.message_id().0);
    assert_eq!(service.unwrap()["new_chat_members"][0]["username"], "bob");
    bot.expect(sent_text("member"));
    bot.expect(sent_text("Welcome, Bob").to(&group));
    group.promote(&bob, ["can_pin_messages"]).await;
    bot.expect(sent_text("pins Some(true)"));
    group.demote(&bob).await;
    bot.expect(sent_text("member"));
    group.restrict_for(&bob, ChatPermissions::new(), Duration::from_secs(60)).await;
    bot.expect(sent_text("until true"));
    group.restrict(&bob, ChatPermissions::new()).await;
    bot.expect(sent_text("until false"));
    group.ban(&bob).await;
    bot.expect(sent_text("gone"));
    bot.expect_nothing();
    assert_eq!(
        bot.transcript(),
        "  bot → Friends: Welcome, Bot 1
alice in Friends promotes the bot
bob in Friends joins
  bot → Friends: member
  bot → Friends: Welcome, Bob
alice in Friends promotes bob
  bot → Friends: pins Some(true)
alice in Friends demotes bob
  bot → Friends: member
alice in Friends restricts bob
  bot → Friends: until true
alice in Friends restricts bob
  bot → Friends: until false
alice in Friends bans bob
  bot → Friends: gone
",
    );
}

#[tokio::test]
#[should_panic(
    expected = "alice in \"Friends\" (-1001000000001): `rights` has no \"can_fly\"; there are:"
)]
async fn an_unknown_right_fails_the_promotion() {
    let bot = TestBot::new(moderator());
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    group.promote_bot(["can_fly"]).await;
}

#[tokio::test]
#[should_panic(expected = "bob in \"Friends\" (-1001): bob is banned from \"Friends\" (-1001)")]
async fn a_banned_user_cannot_write() {
    let bot = TestBot::new(moderator());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("Friends", &[&alice, &bob]).await;
    group.ban(&bob).await;
    bob.within(&group).send("let me in").await;
}

#[tokio::test]
async fn rights_of_the_bot_api_are_rights_of_the_kit() {
    let bot = TestBot::new(moderator());
    let alice = bot.user("alice");
    alice.send("hi").await;
    let group = bot.supergroup("Friends", &[&alice]).await;
    let mut rights = chappe_types::ChatAdministratorRights::new(
        false, true, false, false, false, false, false, false, false, false, false, false,
    );
    rights.can_delete_messages = true;
    group.promote_bot(rights).await;
    bot.expect(sent().to(&alice).containing("member → moderator"));
}
