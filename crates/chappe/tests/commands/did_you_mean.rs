//! Suggestions for unknown commands.

use chappe::prelude::*;
use chappe_testing::{TestBot, sent_text};

#[derive(Clone, Commands)]
enum Command {
    /// Starts the bot
    Start,
    /// Shows the settings
    Settings,
    #[commands(hidden)]
    Secret,
}

fn app() -> Router {
    Router::new("app").message(|m| {
        m.on(commands::<Command>(), async || "a command")
            .on(did_you_mean::<Command>(), async |DidYouMean(name): DidYouMean| {
                format!("Did you mean {name}?")
            })
            .on((), async || "another text")
    })
}

#[tokio::test]
async fn a_misspelled_command_is_answered_with_the_nearest_one() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    for (text, expected) in [
        ("/start", "a command"),
        ("/strat now", "Did you mean /start?"),
        ("/Start@emu1_bot", "Did you mean /start?"),
        ("/seting", "Did you mean /settings?"),
        ("/secrte", "another text"),
        ("/strat@other_bot", "another text"),
        ("strat", "another text"),
        ("/weather", "another text"),
    ] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn in_a_group_the_misspelled_command_must_mention_the_bot() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    let group = bot.group("friends", &[&alice]).await;
    for (text, expected) in
        [("/strat", "another text"), ("/strat@emu1_bot", "Did you mean /start?")]
    {
        alice.within(&group).send(text).await;
        bot.expect(sent_text(expected));
    }
}
