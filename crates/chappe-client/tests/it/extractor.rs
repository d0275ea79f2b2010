//! The extractor of the bot.

use std::{
    future::ready,
    sync::{Arc, Mutex},
};

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_core::{Dispatcher, Next, Request, Router, from_fn};
use chappe_types::{Update, UserId, fixtures::message};
use tower::ServiceExt as _;

async fn whose(bot: Bot) -> Result<(), Error> {
    assert_eq!(bot.id(), UserId(42));
    Ok(())
}

fn app() -> Router {
    Router::new("app").message(|m| m.on((), whose))
}

#[tokio::test]
async fn a_handler_gets_the_dispatchers_bot() {
    let nobody = tower::service_fn(async |_: Call| Ok::<_, Error>(ApiResponse::new("true")));
    let bot = Bot::from_service(UserId(42), nobody);
    let dispatcher = Dispatcher::builder(app()).extension(bot).build();
    let outcome = dispatcher.oneshot(Request::from(message("hi"))).await.unwrap();
    assert!(outcome.is_handled());
}

#[test]
fn a_dispatcher_is_built_without_a_bot_and_reports_the_need_to_its_source() {
    let dispatcher = Dispatcher::new(app());
    let error = dispatcher.check_source().unwrap_err();
    let [mistake] = error.mistakes() else { panic!("{error}") };
    assert!(
        mistake.starts_with("router `app`, `message`, handler `extractor::whose`"),
        "{mistake}"
    );
    assert!(mistake.contains("`Webhook::new(app).bot(bot)`"), "{mistake}");

    let nobody = tower::service_fn(async |_: Call| Ok::<_, Error>(ApiResponse::new("true")));
    let bot = Bot::from_service(UserId(42), nobody);
    assert!(dispatcher.with_extension(bot).check_source().is_ok());
    assert!(Dispatcher::builder(app()).expects::<Bot>().build().check_source().is_ok());
}

fn bot(id: i64) -> Bot {
    let nobody = tower::service_fn(async |_: Call| Ok::<_, Error>(ApiResponse::new("true")));
    Bot::from_service(UserId(id), nobody)
}

/// Returns an app whose callbacks record the bot that they run for, or `None` without one.
fn callbacks() -> (Router, impl Fn() -> Vec<Option<i64>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (up, down) = (Arc::clone(&seen), Arc::clone(&seen));
    let app = Router::new("app")
        .startup(move |bot: Bot| {
            up.lock().unwrap().push(Some(bot.id().0));
            ready(())
        })
        .shutdown(move |bot: Option<Bot>| {
            down.lock().unwrap().push(bot.map(|bot| bot.id().0));
            ready(())
        });
    (app, move || std::mem::take(&mut *seen.lock().unwrap()))
}

#[tokio::test]
async fn callbacks_get_the_bot_of_the_dispatcher_that_they_run_for() {
    let (app, seen) = callbacks();
    let dispatcher = Dispatcher::new(app);
    for bot in [bot(1), bot(2)] {
        let dispatcher = dispatcher.with_extension(bot);
        dispatcher.startup().await.unwrap();
        dispatcher.shutdown().await.unwrap();
    }
    assert_eq!(seen(), [Some(1), Some(1), Some(2), Some(2)]);
    let error = dispatcher.startup().await.unwrap_err();
    assert!(error.to_string().starts_with("there is no bot: "), "{error}");
    dispatcher.shutdown().await.unwrap();
    assert_eq!(seen(), [None]);
}

#[test]
fn check_source_lists_the_callbacks_and_layers_that_need_a_bot() {
    let (app, _) = callbacks();
    let layer =
        from_fn(async |_: Bot, request: Request, next: Next<Update>| next.run(request).await);
    let dispatcher = Dispatcher::new(app.update(|u| u.outer_layer(layer)));
    let error = dispatcher.check_source().unwrap_err();
    assert_eq!(error.mistakes().len(), 2, "{error}");
    let callback =
        "router `app`, `startup`, callback `closure at crates/chappe-client/tests/it/extractor.rs:";
    assert!(error.mistakes()[1].starts_with(callback), "{error}");
    assert!(error.mistakes()[0].contains("`update`, outer layer `from_fn("), "{error}");
    assert!(dispatcher.with_extension(bot(1)).check_source().is_ok());
}
