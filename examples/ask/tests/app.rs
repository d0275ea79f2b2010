//! Conversations with the bot.

use std::time::Duration;

use chappe_testing::{TestBot, sent_text};

#[tokio::test(start_paused = true)]
async fn an_order_is_a_conversation() {
    let bot = TestBot::new(ask::app());
    let alice = bot.user("alice");
    for text in ["/order", "tea", "a lot", "3", "thanks"] {
        alice.send(text).await;
    }
    assert_eq!(
        bot.transcript(),
        "\
alice: /order
  bot → alice: What would you like?
alice: tea
  bot → alice: How many? (tea)
alice: a lot
  bot → alice: A number from 1 to 10, please.
alice: 3
  bot → alice: 3 × tea, coming up.
alice: thanks
  bot → alice: Write /order, please.
"
    );
}

#[tokio::test(start_paused = true)]
async fn an_order_is_cancelled_by_a_command_or_a_timeout() {
    let bot = TestBot::new(ask::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    alice.send("/order").await;
    bob.send("/order").await;
    alice.send("/cancel").await;
    bot.expect(sent_text("Maybe another time.").to(&alice));
    bot.wait(Duration::from_secs(301)).await;
    bot.expect(sent_text("Maybe another time.").to(&bob));
    bob.send("/cancel").await;
    bot.expect(sent_text("There is nothing to cancel.").to(&bob));
}

#[tokio::test(start_paused = true)]
async fn each_member_of_a_group_has_a_conversation_of_its_own() {
    let bot = TestBot::new(ask::app());
    let (alice, bob) = (bot.user("alice"), bot.user("bob"));
    let group = bot.group("Café", &[&alice, &bob]).await;
    let (alice, bob) = (alice.within(&group), bob.within(&group));
    alice.send("/order").await;
    bob.send("/order").await;
    bob.send("milk").await;
    alice.send("tea").await;
    alice.send("1").await;
    bob.send("2").await;
    bot.expect(sent_text("1 × tea, coming up."));
    bot.expect(sent_text("2 × milk, coming up."));
    alice.send("/order").await;
    let username = bot.bot().me().await.unwrap().username.clone().unwrap();
    alice.send(&format!("/cancel@{username}")).await;
    bot.expect(sent_text("Maybe another time."));
}
