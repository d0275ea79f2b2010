//! Filters and extractors by the administrators of a chat.

use std::time::Duration;

use chappe::{
    client::{Error, FromAdmins},
    prelude::*,
    types::{InlineKeyboardButton, InlineKeyboardMarkup},
};
use chappe_testing::{AdminRights, TestBot, TestUser, called, sent_text};
use serde_json::{Value, json};

/// Replies `yes` to what the filter matches, and `no` to other texts.
fn answers(filter: FromAdmins) -> Router {
    Router::new("app")
        .message(|m| m.on((text(), filter), async || reply("yes")).on(text(), async || reply("no")))
}

/// The number of calls that have asked for lists of administrators.
fn lists(bot: &TestBot) -> usize {
    bot.calls().iter().filter(|call| call.method() == "getChatAdministrators").count()
}

/// Sends a text, and returns the reply of the bot.
async fn ask(bot: &TestBot, user: &TestUser, members: Value) -> String {
    let Value::Object(mut content) = members else { panic!("{members} is no object") };
    content.insert("text".to_owned(), json!("?"));
    user.send_content(content.into(), "?").await;
    let all = bot.calls();
    let sent = all.iter().rfind(|call| call.method() == "sendMessage").unwrap();
    sent.params()["text"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn administrators_and_the_owner_pass_and_one_list_serves_many_messages() {
    let bot = TestBot::new(answers(from_admins()));
    let (owner, admin, member) = (bot.user("owner"), bot.user("admin"), bot.user("member"));
    let group = bot.supergroup("Friends", &[&owner, &admin, &member]).await;
    group.promote(&admin, AdminRights::none()).await;
    let mut replies = Vec::new();
    for user in [&owner, &admin, &member, &owner] {
        replies.push(ask(&bot, &user.within(&group), json!({})).await);
    }
    assert_eq!((replies, lists(&bot)), (["yes", "yes", "no", "yes"].map(str::to_owned).into(), 1));
}

#[tokio::test(start_paused = true)]
async fn rights_are_those_of_the_administrator_and_the_owner_has_all() {
    let bot = TestBot::new(answers(from_admins().who(ChatMember::can_restrict_members)));
    let (owner, admin, member) = (bot.user("owner"), bot.user("admin"), bot.user("member"));
    let group = bot.supergroup("Friends", &[&owner, &admin, &member]).await;
    group.promote(&admin, ["can_delete_messages"]).await;
    assert_eq!(ask(&bot, &owner.within(&group), json!({})).await, "yes");
    assert_eq!(ask(&bot, &admin.within(&group), json!({})).await, "no");
    assert_eq!(ask(&bot, &member.within(&group), json!({})).await, "no");
    let two = from_admins().who(ChatMember::can_restrict_members).who(ChatMember::can_pin_messages);
    let bot = TestBot::new(answers(two));
    let (owner, admin) = (bot.user("owner"), bot.user("admin"));
    let group = bot.supergroup("Friends", &[&owner, &admin]).await;
    group.promote(&admin, ["can_restrict_members"]).await;
    assert_eq!(ask(&bot, &admin.within(&group), json!({})).await, "no");
}

#[tokio::test(start_paused = true)]
async fn an_anonymous_administrator_writes_as_the_group_and_presses_as_a_user() {
    async fn menu() -> impl IntoOutcome {
        let button = InlineKeyboardButton::new("Press").callback_data("x");
        reply("menu").reply_markup(InlineKeyboardMarkup::new(vec![vec![button]]))
    }
    let app = Router::new("app")
        .message(|m| m.filter((text(), from_admins())).on((), menu))
        .callback_query(|q| {
            q.on(from_admins(), async || reply("pressed")).on((), async || reply("not yours"))
        });
    let bot = TestBot::new(app);
    let (owner, admin, member) = (bot.user("owner"), bot.user("admin"), bot.user("member"));
    let group = bot.supergroup("Friends", &[&owner, &admin, &member]).await;
    group.promote(&admin, ["is_anonymous"]).await;
    let (admin, member) = (admin.within(&group), member.within(&group));

    let report = admin.send("menu, please").await;
    assert!(report.is_handled(), "{report}");
    bot.expect(sent_text("menu").to(&group));
    // The group itself is the author: nothing had to be asked.
    assert_eq!(lists(&bot), 0);
    admin.press("Press").await;
    bot.expect(called("getChatAdministrators"));
    bot.expect(sent_text("pressed"));
    member.press("Press").await;
    bot.expect(sent_text("not yours"));
}

#[tokio::test(start_paused = true)]
async fn an_anonymous_administrator_has_the_rights_that_all_who_are_anonymous_have() {
    let bot = TestBot::new(answers(from_admins().who(ChatMember::can_delete_messages)));
    let (owner, one, two) = (bot.user("owner"), bot.user("one"), bot.user("two"));
    let group = bot.supergroup("Friends", &[&owner, &one, &two]).await;
    group.promote(&one, ["is_anonymous", "can_delete_messages"]).await;
    let one = one.within(&group);
    assert_eq!(ask(&bot, &one, json!({})).await, "yes");

    group.promote(&two, ["is_anonymous", "can_pin_messages"]).await;
    bot.bot().forget_admins(group.id());
    assert_eq!(ask(&bot, &one, json!({})).await, "no");
    group.promote(&two, ["can_pin_messages"]).await;
    bot.bot().forget_admins(group.id());
    assert_eq!(ask(&bot, &one, json!({})).await, "yes");
}

#[tokio::test(start_paused = true)]
async fn the_linked_channel_passes_only_if_it_is_allowed() {
    for (filter, expected) in [
        (from_admins(), ["no", "no"]),
        (from_admins().or_linked_channel(), ["yes", "no"]),
        (from_admins().or_linked_channel().not(), ["no", "yes"]),
        (from_admins().or_linked_channel().who(ChatMember::can_pin_messages), ["no", "no"]),
    ] {
        let name = format!("{filter:?}");
        let bot = TestBot::new(answers(filter));
        let owner = bot.user("owner");
        let linked = bot.channel("News", &[&owner]).await;
        let public = json!({"type": "channel", "username": "other_news"});
        let other = bot.chat_from("Other news", public, &[&owner]).await;
        let group = json!({"type": "supergroup", "linked_chat_id": linked.id().0});
        let group = bot.chat_from("Talk", group, &[&owner]).await;
        let owner = owner.within(&group);
        let mut replies = Vec::new();
        for channel in [&linked, &other] {
            replies.push(ask(&bot, &owner, json!({"sender_chat_id": channel.id().0})).await);
        }
        assert_eq!(replies, expected, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn posts_that_are_forwarded_from_the_linked_channel_need_no_call() {
    let app = Router::new("app").message(|m| {
        m.on((is_automatic_forward(), from_admins().or_linked_channel()), async || reply("news"))
    });
    let bot = TestBot::new(app);
    let owner = bot.user("owner");
    let channel = bot.channel("News", &[&owner]).await;
    let group = json!({"type": "supergroup", "linked_chat_id": channel.id().0});
    let group = bot.chat_from("Talk", group, &[&owner]).await;
    owner.within(&channel).send("The first post").await;
    bot.expect(sent_text("news").to(&group));
    assert!(bot.calls().iter().all(|call| call.method() == "sendMessage"));
}

#[tokio::test(start_paused = true)]
async fn a_private_chat_has_no_administrators_unless_it_is_allowed() {
    for (filter, expected) in [
        (from_admins(), "no"),
        (from_admins().or_private(), "yes"),
        (from_admins().not(), "yes"),
        (from_admins().or_private().not(), "no"),
    ] {
        let name = format!("{filter:?}");
        let bot = TestBot::new(answers(filter));
        let alice = bot.user("alice");
        assert_eq!(ask(&bot, &alice, json!({})).await, expected, "{name}");
        assert_eq!(lists(&bot), 0, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_used_for_five_minutes_unless_the_layer_sees_a_change() {
    for (has_layer, replies) in [(false, ["no", "no", "yes"]), (true, ["no", "yes", "yes"])] {
        let mut app = answers(from_admins());
        if has_layer {
            app = app.chat_member(|c| c.outer_layer(AdminsLayer::new()));
        }
        let bot = TestBot::new(app);
        let (owner, admin) = (bot.user("owner"), bot.user("admin"));
        let group = bot.supergroup("Friends", &[&owner, &admin]).await;
        group.promote_bot(AdminRights::none()).await; // else it receives no `chat_member`
        let admin_there = admin.within(&group);
        let mut found = vec![ask(&bot, &admin_there, json!({})).await];
        group.promote(&admin, AdminRights::none()).await;
        found.push(ask(&bot, &admin_there, json!({})).await);
        bot.wait(Duration::from_secs(5 * 60)).await;
        found.push(ask(&bot, &admin_there, json!({})).await);
        assert_eq!(found, replies);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_of_an_ordinary_member_keeps_the_list() {
    let app = answers(from_admins()).chat_member(|c| c.outer_layer(AdminsLayer::new()));
    let bot = TestBot::new(app);
    let (owner, member) = (bot.user("owner"), bot.user("member"));
    let group = bot.supergroup("Friends", &[&owner]).await;
    group.promote_bot(AdminRights::none()).await;
    let owner = owner.within(&group);
    ask(&bot, &owner, json!({})).await;
    member.within(&group).join().await;
    group.ban(&member).await;
    ask(&bot, &owner, json!({})).await;
    assert_eq!(lists(&bot), 1);
}

#[tokio::test(start_paused = true)]
async fn the_freshness_can_be_set() {
    let bot = TestBot::builder()
        .bot(|bot| bot.admins_fresh_for(Duration::ZERO))
        .build(answers(from_admins()));
    let owner = bot.user("owner");
    let group = bot.supergroup("Friends", &[&owner]).await;
    let owner = owner.within(&group);
    for _ in 0..3 {
        assert_eq!(ask(&bot, &owner, json!({})).await, "yes");
    }
    assert_eq!(lists(&bot), 3);
}

#[tokio::test(start_paused = true)]
async fn the_bot_can_do_what_its_rights_allow() {
    let app = Router::new("app").message(|m| {
        m.filter(text())
            .on(bot_can(ChatMember::can_delete_messages), async || reply("yes"))
            .on(bot_can(ChatMember::can_delete_messages).not(), async || reply("no"))
    });
    let bot = TestBot::new(app.my_chat_member(|c| c.outer_layer(AdminsLayer::new())));
    let alice = bot.user("alice");
    let group = bot.supergroup("Friends", &[&alice]).await;
    let there = alice.within(&group);
    let mut found = vec![ask(&bot, &there, json!({})).await];
    group.promote_bot(["can_pin_messages"]).await;
    found.push(ask(&bot, &there, json!({})).await);
    group.promote_bot(["can_delete_messages"]).await;
    found.push(ask(&bot, &there, json!({})).await);
    found.push(ask(&bot, &alice, json!({})).await);
    assert_eq!(found, ["no", "no", "yes", "no"]);
}

#[tokio::test(start_paused = true)]
async fn the_list_is_an_extractor_for_groups_and_channels() {
    let app = Router::new("app").message(|m| {
        m.on(command("staff"), async |admins: Admins| {
            let owner = admins.owner().and_then(ChatMember::user).unwrap();
            reply(format!("{} administrators, owned by {}", admins.len(), owner.first_name))
        })
        .fallback(async || reply("only in groups"))
    });
    let bot = TestBot::new(app);
    let (owner, admin) = (bot.user("owner"), bot.user("admin"));
    let group = bot.supergroup("Friends", &[&owner, &admin]).await;
    group.promote(&admin, AdminRights::none()).await;
    admin.within(&group).send("/staff").await;
    bot.expect(called("getChatAdministrators"));
    bot.expect(sent_text("2 administrators, owned by Owner"));
    admin.send("/staff").await;
    bot.expect(sent_text("only in groups"));
}

#[tokio::test(start_paused = true)]
async fn a_failure_reaches_the_error_observer_and_the_next_message_asks_again() {
    let app = answers(from_admins()).error(|e| {
        e.on((), async |Event(failure): Event<ErrorEvent>| {
            let error = failure.error();
            let description = Error::find(error).and_then(Error::description).unwrap_or("?");
            reply(format!("{error}: {description}"))
        })
    });
    let bot = TestBot::new(app);
    let owner = bot.user("owner");
    let group = bot.supergroup("Friends", &[&owner]).await;
    let owner = owner.within(&group);
    bot.refuse("getChatAdministrators", 400, "Bad Request: CHAT_ADMIN_REQUIRED");
    let id = group.id();
    let expected = format!(
        "the administrators of the chat {id} are not known: Bad Request: CHAT_ADMIN_REQUIRED"
    );
    assert_eq!(ask(&bot, &owner, json!({})).await, expected);
    assert_eq!(ask(&bot, &owner, json!({})).await, "yes");
}

#[test]
fn the_filter_needs_a_bot_and_has_a_name() {
    let filter = from_admins().who(ChatMember::can_pin_messages).not();
    let dispatcher = Dispatcher::new(answers(filter));
    let error = dispatcher.check_source().unwrap_err().to_string();
    assert!(error.contains("Bot"), "{error}");
    let tree = dispatcher.describe().to_string();
    assert!(tree.contains("!from_admins().who(…)"), "{tree}");
}
