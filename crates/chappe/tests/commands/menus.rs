//! What is registered with Telegram.

use chappe::{
    client,
    commands::{menus, register_commands},
    prelude::*,
};
use chappe_testing::TestBot;
use serde_json::{Value, json};

#[derive(Clone, Debug, Commands)]
#[expect(dead_code, reason = "only the description of the commands is read")]
enum Command {
    /// Shows this text
    #[commands(description(de = "Zeigt diesen Text", fr = "Montre ce texte"))]
    Help,
    /// Plays alone
    #[commands(scope = all_private_chats)]
    Solo,
    /// Plays together
    #[commands(scope = [all_group_chats, chat(clubs)])]
    Duel,
    /// Bans a user
    #[commands(scope = all_chat_administrators)]
    Ban(UserId),
    /// Closes the club
    #[commands(scope = chat_administrators(clubs))]
    Close,
    /// Opens the door
    #[commands(scope = chat_member(keepers))]
    Open,
    #[commands(hidden)]
    Debug,
}

fn clubs() -> Vec<ChatId> {
    vec![ChatId(-50)]
}

fn keepers() -> impl IntoIterator<Item = (i64, UserId)> {
    [(-50, UserId(7))]
}

#[derive(Clone, Commands)]
enum Plain {
    /// Starts the bot
    Start,
}

#[test]
fn a_menu_contains_the_commands_of_the_wider_scopes() {
    let menus: Vec<(Value, Option<&str>, String)> = menus(&[Command::TABLE])
        .into_iter()
        .map(|menu| {
            let names: Vec<_> = menu.commands.iter().map(|it| it.command.to_string()).collect();
            (serde_json::to_value(&menu.scope).unwrap(), menu.language, names.join(" "))
        })
        .filter(|(_, language, _)| language.is_none_or(|language| language == "de"))
        .collect();
    let of_club = |kind: &str| json!({"type": kind, "chat_id": -50});
    let mut expected = Vec::new();
    for (scope, names) in [
        (json!({"type": "default"}), "help"),
        (json!({"type": "all_private_chats"}), "help solo"),
        (json!({"type": "all_group_chats"}), "help duel"),
        (json!({"type": "all_chat_administrators"}), "help duel ban"),
        (of_club("chat"), "help duel"),
        (of_club("chat_administrators"), "help duel ban close"),
        (json!({"type": "chat_member", "chat_id": -50, "user_id": 7}), "help duel open"),
    ] {
        for language in [None, Some("de")] {
            expected.push((scope.clone(), language, names.to_owned()));
        }
    }
    assert_eq!(menus, expected);
}

#[test]
fn help_is_a_line_for_each_command_that_is_not_hidden() {
    let lines = |locale: Option<&str>| Command::help(locale).lines().next().unwrap().to_owned();
    let user_of = |code: &'static str| lines(Some(code));
    assert_eq!(
        [lines(None), user_of("de"), user_of("DE-AT"), user_of("fr"), user_of("nl"), user_of("")],
        [
            "/help — Shows this text",
            "/help — Zeigt diesen Text",
            "/help — Zeigt diesen Text",
            "/help — Montre ce texte",
            "/help — Shows this text",
            "/help — Shows this text",
        ]
    );
    assert_eq!(
        Command::help("en"),
        "/help — Shows this text\n/solo — Plays alone\n/duel — Plays together\n/ban <user> — Bans a user\n/close — Closes the club\n/open — Opens the door",
    );
}

/// The calls of one kind, and how many there were since the last time.
fn calls(bot: &TestBot, method: &str) -> Vec<Value> {
    let calls = bot.calls();
    calls.iter().filter(|call| call.method() == method).map(|call| call.params().clone()).collect()
}

#[tokio::test]
async fn only_menus_that_differ_are_set() -> Result<(), client::Error> {
    let bot = TestBot::new(Router::new("app"));
    bot.start().await;
    Plain::register(bot.bot()).await?;
    let start = json!([{"command": "start", "description": "Starts the bot"}]);
    let set = json!({"commands": start, "scope": {"type": "default"}});
    assert_eq!(calls(&bot, "setMyCommands"), [set]);
    assert_eq!(calls(&bot, "deleteMyCommands"), [] as [Value; 0]);

    // Another replica, or the next start.
    Plain::register(bot.bot()).await?;
    assert_eq!(calls(&bot, "setMyCommands").len(), 1);

    // The next version of the bot: a menu for each of seven scopes and three languages.
    Command::register(bot.bot()).await?;
    assert_eq!(calls(&bot, "setMyCommands").len(), 1 + 21);
    Command::register(bot.bot()).await?;
    assert_eq!(calls(&bot, "setMyCommands").len(), 1 + 21);

    // Back to the first version: the menus of global scopes do not stay.
    Plain::register(bot.bot()).await?;
    assert_eq!(calls(&bot, "setMyCommands").len(), 1 + 21 + 1);
    let deleted: Vec<_> = calls(&bot, "deleteMyCommands")
        .into_iter()
        .map(|mut it| it["scope"]["type"].take())
        .collect();
    assert_eq!(deleted, ["all_private_chats", "all_group_chats", "all_chat_administrators"]);
    Ok(())
}

#[tokio::test]
async fn several_enums_are_registered_as_one() -> Result<(), client::Error> {
    let bot = TestBot::new(Router::new("app"));
    bot.start().await;
    register_commands(bot.bot(), &[Plain::TABLE, Command::TABLE]).await?;
    let first = calls(&bot, "setMyCommands").remove(0);
    let names: Vec<_> =
        first["commands"].as_array().unwrap().iter().map(|it| it["command"].clone()).collect();
    assert_eq!(names, ["start", "help"]);
    Ok(())
}
