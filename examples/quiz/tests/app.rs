//! Games with several players.

use chappe_testing::{Scenario, TestBot, alerted, answered, edited_text, sent_text};

#[tokio::test]
async fn two_players_play_in_a_group() {
    let bot = TestBot::new(quiz::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("Telegraphists", &[&alice, &bob]).await;
    let (alice, bob) = (alice.within(&group), bob.within(&group));
    alice.send("/quiz").await;
    alice.press("1791").await;
    bob.press("1837").await;
    bob.press("1791").await;
    alice.press("Go on").await;
    bob.press("Wooden arms").await;
    bob.press("Go on").await;
    alice.press("Go on").await;
    alice.press("Fog").await;
    bob.press("Fog").await;
    bob.press("Go on").await;
    insta::assert_snapshot!(bot.transcript());
}

#[tokio::test]
async fn a_game_continues_only_after_an_answer() {
    let bot = TestBot::new(quiz::app());
    let alice = bot.user("alice");
    alice.send("/quiz").await;
    alice.press("Go on").await;
    bot.expect(alerted("Nobody has answered yet."));
}

#[tokio::test]
async fn each_chat_has_a_game_of_its_own() {
    let bot = TestBot::new(quiz::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    alice.send("/quiz").await;
    bob.send("/quiz").await;
    alice.press("1791").await;
    alice.press("Go on").await;
    bob.press("1837").await;
    let first = "1/3. In which year did Claude Chappe show his telegraph to the world?";
    bot.expect(sent_text(first).to(&alice));
    bot.expect(sent_text(first).to(&bob));
    bot.expect(edited_text(format!("{first}\n\nAnswered: Bob")).to(&bob));
}

#[tokio::test]
async fn a_button_of_an_old_game_is_answered() {
    let bot = TestBot::new(quiz::app());
    let alice = bot.user("alice");
    alice.send("/quiz").await;
    let old = alice.messages().pop().map(|message| message["message_id"].clone());
    alice.press("1791").await;
    alice.press("Go on").await;
    // A client that still shows the old buttons.
    let update = chappe_testing::UpdateBuilder::callback_query("choice:101")
        .set("from.id", alice.id().0)
        .set("message.chat.id", alice.id().0)
        .set("message.message_id", old.unwrap_or_default());
    bot.deliver(&update.build()).await;
    bot.expect(answered("That one is over."));
}

#[tokio::test]
async fn the_scenario_passes_in_process_too() {
    let script = include_str!("../scenarios/two_players.toml");
    let scenario = Scenario::from_toml(script).expect("it is a scenario");
    let bot = TestBot::new(quiz::app());
    bot.play(&scenario).await.assert_passed();
    bot.expect_nothing();
}
