//! The bot as an argument of handlers.

use chappe_client::{Answer, Bot, Call, Error};
use chappe_core::{Dispatcher, Request, Router};
use chappe_types::{UserId, fixtures::message};
use tower::ServiceExt as _;

async fn whose(bot: Bot) -> Result<(), Error> {
    assert_eq!(bot.id(), UserId(42));
    Ok(())
}

fn app() -> Router {
    Router::new("app").message(|on| on.on((), whose))
}

#[tokio::test]
async fn a_handler_gets_the_dispatchers_bot() {
    let nobody = tower::service_fn(async |_: Call| Ok::<_, Error>(Answer::new("true")));
    let bot = Bot::from_service(UserId(42), nobody);
    let dispatcher = Dispatcher::builder(app()).extension(bot).build();
    let outcome = dispatcher.oneshot(Request::from(message("hi"))).await.unwrap();
    assert!(outcome.is_handled());
}

#[test]
fn a_dispatcher_is_built_without_a_bot_and_tells_its_source_who_needs_one() {
    let dispatcher = Dispatcher::new(app());
    let error = dispatcher.check_source().unwrap_err();
    let [mistake] = error.mistakes() else { panic!("{error}") };
    assert!(
        mistake.starts_with("router `app`, `message`, handler `it::extractor::whose`"),
        "{mistake}"
    );
    assert!(mistake.contains("`Webhook::new(app).bot(bot)`"), "{mistake}");

    let nobody = tower::service_fn(async |_: Call| Ok::<_, Error>(Answer::new("true")));
    let bot = Bot::from_service(UserId(42), nobody);
    assert!(dispatcher.with_extension(bot).check_source().is_ok());
    assert!(Dispatcher::builder(app()).expects::<Bot>().build().check_source().is_ok());
}
