//! The replies to commands whose arguments do not parse.

use std::sync::{Arc, Mutex};

use chappe::prelude::*;
use chappe_testing::{TestBot, UpdateBuilder, sent_text};
use tower::ServiceExt;

#[derive(Clone, Commands)]
enum Command {
    /// Rolls a die
    Roll { sides: u8 },
}

fn app() -> Router {
    Router::new("dice").message(|m| {
        m.on(commands::<Command>(), async |Command::Roll { sides }: Command| {
            format!("1 of {sides}")
        })
    })
}

#[tokio::test]
async fn the_user_gets_the_usage_line_as_a_reply_to_the_command() {
    let bot = TestBot::new(app());
    let sent = bot.user("alice").send("/roll six").await;
    let usage = bot.expect(sent_text("/roll <sides>"));
    let replied = &usage.params()["reply_parameters"]["message_id"];
    assert_eq!(replied, sent.message_id().0);
    bot.expect_nothing();
}

#[tokio::test]
async fn an_error_observer_replaces_the_usage_line() {
    async fn explain(Event(failure): Event<ErrorEvent>) -> Option<String> {
        let bad = failure.find::<BadArguments>()?;
        Some(format!("/{} {:?}: {}", bad.command(), bad.field(), bad.reason()))
    }
    let app = app().error(|e| e.on(failed_with::<BadArguments>(), explain));
    let bot = TestBot::new(app);
    bot.user("alice").send("/roll 300").await;
    bot.expect(sent_text("/roll Some(\"sides\"): number too large to fit in target type"));
    bot.expect_nothing();
}

#[tokio::test]
async fn an_error_observer_that_declines_leaves_the_usage_line() {
    let app = app().error(|e| e.on((), async || Err::<(), _>(Skip)));
    let bot = TestBot::new(app);
    bot.user("alice").send("/roll").await;
    bot.expect(sent_text("/roll <sides>"));
}

#[tokio::test]
async fn without_usage_replies_the_update_fails() {
    let dispatcher = Dispatcher::builder(app()).usage_replies(false).build();
    let request = || Request::from(UpdateBuilder::message("/roll").build());
    let error = dispatcher.clone().oneshot(request()).await.unwrap_err();
    let bad = chappe::find_error::<BadArguments>(&*error).unwrap();
    assert_eq!((bad.command(), bad.field()), ("roll", Some("sides")));
    // A failure of another kind is no reason for a usage line.
    let raised = dispatcher.raise(request(), "another failure").await.unwrap_err();
    assert_eq!(raised.to_string(), "another failure");
}

#[tokio::test]
async fn the_service_of_messages_replies_with_the_usage_line_too() {
    let messages = Dispatcher::new(app()).service::<Message>(UpdateType::Message);
    let request = Request::from(UpdateBuilder::message("/roll").build());
    let outcome = messages.oneshot(request.try_into_event().unwrap()).await.unwrap();
    assert_eq!(outcome.replies().len(), 1);
}

#[tokio::test]
async fn layers_see_the_failure() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let layer = from_fn(move |request: Request<Message>, next: Next<Message>| {
        let record = Arc::clone(&record);
        async move {
            let result = next.run(request).await;
            record.lock().unwrap().push(result.as_ref().map(Outcome::is_handled).ok());
            result
        }
    });
    let bot =
        TestBot::new(app().message(|m| {
            m.inner_layer(layer).on(commands::<Command>(), async |_: Command| "rolled")
        }));
    bot.user("alice").send("/roll").await;
    bot.expect(sent_text("/roll <sides>"));
    assert_eq!(*seen.lock().unwrap(), [None]);
}
