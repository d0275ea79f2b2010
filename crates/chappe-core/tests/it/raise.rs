//! Failures from outside of the tree, and values that a source of updates adds.

use chappe_core::{
    BoxError, Cancel, Dispatcher, ErrorEvent, Me, Request, Router, Skip, TooLate,
    extract::{Event, Extension},
    filter::failed_with,
    find_error, is_cancel, is_skip, reply,
};
use chappe_types::{SendMessage, fixtures::message};
use tower::ServiceExt as _;

/// Replies with the failure.
async fn say(Event(event): Event<ErrorEvent>) -> SendMessage {
    SendMessage::new(7, event.error().to_string())
}

fn app() -> Router {
    let nested = Router::new("nested").error(|e| e.on((), async || reply("not called")));
    Router::new("app").error(|e| e.on(failed_with::<TooLate>(), say)).include(nested)
}

#[tokio::test]
async fn a_failure_from_outside_is_passed_to_the_error_observers_of_the_root() {
    let dispatcher = Dispatcher::new(app());
    let outcome = dispatcher.raise(Request::from(message("hi")), TooLate).await.unwrap();
    let text =
        outcome.reply().and_then(|reply| reply.downcast_ref()).map(|m: &SendMessage| &*m.text);
    assert_eq!(text, Some("it came too late"));
    let other = dispatcher.raise(Request::from(message("hi")), "another").await.unwrap_err();
    assert_eq!(other.to_string(), "another");
}

#[tokio::test]
async fn a_skip_or_cancel_from_outside_is_not_passed_to_error_observers() {
    let dispatcher = Dispatcher::new(Router::new("app").error(|e| e.on((), say)));
    let raise = |error: BoxError| dispatcher.raise(Request::from(message("hi")), error);
    assert!(is_skip(&*raise(Skip.into()).await.unwrap_err()));
    assert!(is_cancel(&*raise(Cancel.into()).await.unwrap_err()));
}

#[tokio::test]
async fn a_tree_without_error_observers_returns_the_failure() {
    let dispatcher = Dispatcher::new(Router::new("app"));
    let error = dispatcher.raise(Request::from(message("hi")), TooLate).await.unwrap_err();
    assert_eq!(find_error::<TooLate>(&*error), Some(&TooLate));
}

#[tokio::test]
async fn one_tree_serves_several_bots_with_separate_values() {
    let app = Router::new("app")
        .message(|m| m.on((), async |Extension(name): Extension<&'static str>| reply(name)));
    let first = Dispatcher::builder(app).extension("first").me(Me::new(1, "first")).build();
    let second = first.with_extension("second").with_me(Me::new(2, "second"));
    let mut replies = Vec::new();
    for dispatcher in [&first, &second, &first] {
        let outcome = dispatcher.clone().oneshot(Request::from(message("hi"))).await.unwrap();
        let reply = outcome.into_replies().next().unwrap();
        let text = reply.downcast_ref::<SendMessage>().unwrap().text.to_string();
        replies.push((dispatcher.me().id.0, text));
    }
    assert_eq!(replies, [(1, "first".into()), (2, "second".into()), (1, "first".into())]);
}
