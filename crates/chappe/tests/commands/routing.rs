//! The filter and the extractor in a router.

use chappe::{
    commands::{CommandRejection, Commands, commands},
    prelude::*,
};
use chappe_testing::{TestBot, UpdateBuilder, sent_text};
use tower::ServiceExt;

#[derive(Clone, Debug, PartialEq, Commands)]
enum Command {
    /// Starts the bot
    Start,
    /// Orders something
    #[commands(alias = "buy")]
    Order { item: String, amount: Option<u32> },
}

async fn handle(command: Command) -> String {
    format!("{command:?}")
}

fn app() -> Router {
    Router::new("shop").message(|m| {
        m.on(commands::<Command>(), handle)
            .on(text(), async || "another text")
            .on(content(Content::Photo), async || "a photo")
    })
}

#[tokio::test]
async fn the_handler_takes_the_command() {
    let bot = TestBot::new(app());
    let alice = bot.user("alice");
    for (text, expected) in [
        ("/start", "Start"),
        ("/start@emu1_bot", "Start"),
        ("/start@other_bot", "another text"),
        ("/buy tea 2", r#"Order { item: "tea", amount: Some(2) }"#),
        ("/other", "another text"),
    ] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn commands_are_found_in_captions_with_and_without_the_index() {
    for dispatcher in [Dispatcher::new(app()), Dispatcher::builder(app()).without_index().build()] {
        let mut replies = Vec::new();
        for (member, text) in
            [("text", "/buy tea"), ("caption", "/buy tea"), ("caption", "/tea"), ("text", "/tea")]
        {
            let photo = serde_json::json!([]);
            let update = UpdateBuilder::message("x").set("text", serde_json::Value::Null);
            let update = if member == "caption" { update.set("photo", photo) } else { update };
            let outcome = dispatcher.clone().oneshot(update.set(member, text).build().into());
            replies.push(reply_text(&outcome.await.unwrap()));
        }
        let tea = r#"Order { item: "tea", amount: None }"#;
        assert_eq!(replies, [tea, tea, "a photo", "another text"]);
    }
}

fn reply_text(outcome: &Outcome) -> String {
    let method = outcome.reply().unwrap().downcast_ref::<chappe::types::SendMessage>();
    method.unwrap().text.to_string()
}

#[tokio::test]
async fn a_condition_selects_commands_by_their_values() {
    let bot = TestBot::new(Router::new("shop").message(|m| {
        m.on(commands().when(|it| matches!(it, Command::Order { .. })), async || "an order")
            .on(commands::<Command>(), async || "another command")
    }));
    let alice = bot.user("alice");
    for (text, expected) in [
        ("/order tea", "an order"),
        ("/start", "another command"),
        ("/order", "/order <item> [amount]"),
    ] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[tokio::test]
async fn a_handler_may_take_the_rejection() {
    async fn handle(command: Result<Command, CommandRejection>) -> String {
        match command {
            Ok(command) => format!("{command:?}"),
            Err(rejection) => {
                rejection.bad_arguments().map_or("?", BadArguments::reason).to_owned()
            }
        }
    }
    let bot = TestBot::new(Router::new("shop").message(|m| m.on(commands::<Command>(), handle)));
    let alice = bot.user("alice");
    for (text, expected) in [("/order", "it is missing"), ("/start", "Start")] {
        alice.send(text).await;
        bot.expect(sent_text(expected));
    }
}

#[test]
fn a_command_without_its_filter_is_a_mistake_of_the_tree() {
    let app = Router::<()>::new("shop").message(|m| m.on(command("start"), handle));
    let error = Dispatcher::builder(app).try_build().unwrap_err();
    let [mistake] = error.mistakes() else { panic!("{error}") };
    let expected = "needs a value of type `commands::routing::Command`, but no layer or filter before it can store one: add the filter `commands::<commands::routing::Command>()` to the route";
    assert!(mistake.ends_with(expected), "{mistake}");
}

#[test]
fn commands_belong_to_observers_of_messages() {
    let app =
        Router::<()>::new("shop").callback_query(|q| q.on(commands::<Command>(), async || {}));
    let error = Dispatcher::builder(app).try_build().unwrap_err();
    assert!(error.to_string().contains("commands occur in messages only"), "{error}");
}

#[test]
fn a_later_route_of_the_same_command_is_shadowed() {
    let app = Router::<()>::new("shop")
        .message(|m| m.on(commands::<Command>(), handle).on(command("buy"), async || {}));
    let dispatcher = Dispatcher::new(app);
    let [warning] = dispatcher.warnings() else { panic!("{:?}", dispatcher.warnings()) };
    assert!(warning.contains("handles the same command `/buy`"), "{warning}");
}

#[test]
fn the_filter_has_a_name_in_the_description_of_the_tree() {
    let described = Dispatcher::new(app()).describe().to_string();
    assert!(described.contains("on commands::<Command>() -> routing::handle"), "{described}");
}
