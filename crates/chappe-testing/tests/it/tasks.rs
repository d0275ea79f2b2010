//! Concurrent tasks with one bot, and calls at startup.

use chappe_core::Dispatcher;
use chappe_testing::{TestBot, called, sent_text};
use chappe_types::{BotCommand, SetMyCommands};
use tokio::task::JoinSet;

use crate::app::app;

#[tokio::test]
async fn calls_of_a_startup_callback_can_be_expected() {
    let bot = TestBot::with(|bot| {
        let builder = |router| Dispatcher::builder(router).extension(bot.clone());
        let bot = bot.clone();
        let commands = move || {
            let call = SetMyCommands::new(vec![BotCommand::new("start", "Starts")]);
            let bot = bot.clone();
            async move { bot.send(call).await.map(|_| ()) }
        };
        builder(app().startup(commands)).build()
    });
    bot.start().await;
    bot.expect(called("setMyCommands"));
    bot.expect_nothing();
}

#[tokio::test]
async fn a_user_and_a_group_may_have_the_same_name() {
    let bot = TestBot::new(app());
    let group = bot.group("devs", &[&bot.user("alice")]).await;
    let user = bot.user("devs");
    assert_ne!(user.id().0, group.id().0);
    user.send("hi").await;
    bot.expect(sent_text("hi").to(&user));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_tasks_see_each_call_and_update_once() {
    for _ in 0..20 {
        let bot = TestBot::new(app());
        let mut tasks = JoinSet::new();
        for task in 0..8 {
            let bot = bot.clone();
            tasks.spawn(async move {
                let user = bot.user(&format!("user{task}"));
                for round in 0..4 {
                    let words = format!("{task} {round}");
                    assert_eq!(user.send(&words).await.updates(), 1);
                    bot.expect(sent_text(words).to(&user));
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
        bot.expect_nothing();
    }
}
