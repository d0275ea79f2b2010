//! Conversations with the bot, and its menus.

use chappe_testing::{TestBot, sent_text};
use serde_json::json;

#[tokio::test]
async fn points_are_given_in_replies_and_ranked() {
    let bot = TestBot::new(commands::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("friends", &[&alice, &bob]).await;
    let joke = bob.within(&group).send("a joke").await.message_id();
    alice.within(&group).reply(joke, "/score 5 for the joke").await;
    bot.expect(sent_text("Bob: 5 (for the joke)"));
    alice.within(&group).send("/score @carol 7").await;
    bot.expect(sent_text("@carol: 7"));
    alice.within(&group).send("/top").await;
    bot.expect(sent_text("7 @carol\n5 Bob"));
    alice.within(&group).send("/top 1").await;
    bot.expect(sent_text("7 @carol"));
    alice.within(&group).send("/reset").await;
    bot.expect(sent_text("All points are gone."));
    alice.within(&group).send("/top").await;
    bot.expect(sent_text("Nobody has points."));
}

#[tokio::test]
async fn bad_arguments_are_answered_with_the_usage_line_and_typos_with_the_command() {
    let bot = TestBot::new(commands::app());
    let alice = bot.user("alice");
    alice.send("/score @bob many").await;
    bot.expect(sent_text("/score <user> <points> [reason…]"));
    alice.send("/socre @bob 1").await;
    bot.expect(sent_text("Did you mean /score?"));
}

#[tokio::test]
async fn a_link_of_the_bot_greets_the_friend() {
    let bot = TestBot::new(commands::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    alice.send("/invite").await;
    let link = format!("https://t.me/emu1_bot?start=by_{}", alice.id());
    bot.expect(sent_text(&*link));
    bob.send(&format!("/start by_{}", alice.id())).await;
    bot.expect(sent_text(format!("Welcome! {} sent you.", alice.id())));
    bob.send("/start nonsense").await;
    bot.expect(sent_text("Welcome! /help shows the commands."));
}

#[tokio::test]
async fn help_is_in_the_language_of_the_user() {
    let bot = TestBot::new(commands::app());
    let german = json!({"first_name": "Anna", "username": "anna", "language_code": "de"});
    bot.person("anna", german).send("/commands").await;
    bot.expect(sent_text(
        "/start [invitation] — Startet den Bot\n/help — Zeigt die Befehle\n/score <user> <points> [reason…] — Vergibt Punkte\n/top [count] — Zeigt, wer führt\n/invite — Erstellt einen Link für Freunde",
    ));
}

#[tokio::test]
async fn administrators_have_a_menu_with_one_more_command() {
    let bot = TestBot::new(commands::app());
    bot.start().await;
    let menus: Vec<_> = bot
        .calls()
        .iter()
        .filter(|call| call.method() == "setMyCommands")
        .map(|call| {
            let commands = call.params()["commands"].as_array().map_or(0, Vec::len);
            let language = call.params()["language_code"].as_str().unwrap_or("-").to_owned();
            (call.params()["scope"]["type"].clone(), language, commands)
        })
        .collect();
    let of = |scope: &str, language: &str, count| (json!(scope), language.to_owned(), count);
    assert_eq!(
        menus,
        [
            of("default", "-", 5),
            of("default", "de", 5),
            of("all_chat_administrators", "-", 6),
            of("all_chat_administrators", "de", 6),
        ]
    );
}
