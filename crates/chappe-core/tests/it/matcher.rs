//! Filters that are called outside of routes.

use std::fmt::Debug;

use chappe_core::{
    BoxError, Cancel, Dispatcher, EventType, Me, Request, Router, Skip,
    extract::{Extension, FromRequest, Text},
    filter::{Candidate, Filter, Matcher, chat_id, command, from_filter, text},
    is_cancel,
};
use chappe_types::{CallbackQuery, Message, Update, UserId, fixtures::message};

/// Stores the length of the text in bytes; the text decides the result.
struct Length;

impl Filter<Message> for Length {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        let text = candidate.event().text.clone().unwrap_or_default();
        candidate.insert(text.len());
        result_of(&text)
    }
}

/// The same filter, but asynchronous.
async fn length_later(request: Request<Message>) -> Result<Option<usize>, BoxError> {
    tokio::task::yield_now().await;
    let text = request.event().text.clone().unwrap_or_default();
    Ok(result_of(&text)?.then_some(text.len()))
}

fn result_of(text: &str) -> Result<bool, BoxError> {
    match text {
        "skip" => Err(Skip.into()),
        "cancel" => Err(Cancel.into()),
        "fail" => Err("failed".into()),
        "panic" => panic!("at noon"),
        text => Ok(text.starts_with("yes")),
    }
}

/// The value that is stored for a text, or the error.
async fn match_text(matcher: &Matcher<Message>, text: &str) -> Result<Option<usize>, String> {
    let dispatcher = Dispatcher::new(Router::new("app"));
    match dispatcher.matches(matcher, message(text)).await {
        Ok(found) => Ok(found.map(|request| *request.get().unwrap())),
        Err(error) if is_cancel(&*error) => Err("cancelled".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_matcher_returns_the_result_of_its_filters_and_their_values() {
    let matchers = [
        ("now", Matcher::new(Length)),
        ("later", Matcher::new(from_filter(length_later))),
        ("both", Matcher::new((text(), from_filter(length_later), Length))),
    ];
    for (name, matcher) in matchers {
        let expected = [
            ("yes", Ok(Some(3))),
            ("yes, please", Ok(Some(11))),
            ("no", Ok(None)),
            ("skip", Ok(None)),
            ("cancel", Err("cancelled".to_owned())),
            ("fail", Err("failed".to_owned())),
            ("panic", Err("panicked: at noon".to_owned())),
        ];
        for (text, expected) in expected {
            assert_eq!(match_text(&matcher, text).await, expected, "{name}: {text}");
        }
    }
}

async fn count<E: EventType + Debug>(dispatcher: &Dispatcher, matcher: &Matcher<E>) -> usize {
    let other = r#"{"update_id":2,"callback_query":{"id":"q","chat_instance":"i","from":{"id":7,"is_bot":false,"first_name":"A"}}}"#;
    let mut found = 0;
    for update in [message("hi"), Update::from_slice(other.as_bytes()).unwrap()] {
        found += usize::from(dispatcher.matches(matcher, update).await.unwrap().is_some());
    }
    found
}

#[tokio::test]
async fn an_update_without_the_event_does_not_match() {
    let dispatcher = Dispatcher::new(Router::new("app"));
    let counted = (
        count(&dispatcher, &Matcher::<Message>::new(())).await,
        count(&dispatcher, &Matcher::<CallbackQuery>::new(())).await,
        count(&dispatcher, &Matcher::<Update>::new(())).await,
        count(&dispatcher, &Matcher::<Message>::new(chat_id([8]))).await,
    );
    assert_eq!(counted, (1, 1, 2, 0));
}

/// Matches if the dispatcher has the value 5.
struct HasValue;

impl Filter<Message> for HasValue {
    fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
        Ok(candidate.get::<u8>() == Some(&5))
    }
}

#[tokio::test]
async fn filters_and_extractors_see_the_identity_and_the_values_of_the_dispatcher() {
    let matcher = Matcher::<Message>::new((command("go"), HasValue));
    let plain = Dispatcher::builder(Router::new("app")).me(Me::new(1, "my_bot")).build();
    let valued = plain.with_extension(5_u8);
    let other = valued.with_me(Me::new(2, "other_bot"));
    let mut found = Vec::new();
    for dispatcher in [&plain, &valued, &other] {
        let request = dispatcher.matches(&matcher, message("/go@my_bot")).await.unwrap();
        let Some(request) = request else {
            found.push(None);
            continue;
        };
        let Extension(value) = Extension::<u8>::from_request(&request, &()).await.unwrap();
        let me = Me::from_request(&request, &()).await.unwrap();
        let Text(text) = Text::from_request(&request, &()).await.unwrap();
        let user = UserId::from_request(&request, &()).await.unwrap();
        found.push(Some((value, me.username.to_string(), text.to_string(), user.0)));
    }
    let seen = Some((5, "my_bot".to_owned(), "/go@my_bot".to_owned(), 7));
    assert_eq!(found, [None, seen, None]);
}

#[tokio::test]
async fn a_matcher_and_its_future_can_be_moved_to_a_task() {
    let dispatcher = Dispatcher::new(Router::new("app"));
    let matcher = Matcher::<Message>::new((text(), from_filter(length_later)));
    assert_eq!(format!("{matcher:?}"), "[text(), from_filter(length_later)]");
    let future = dispatcher.matches(&matcher.clone(), message("yes"));
    drop((dispatcher, matcher));
    let found = tokio::spawn(future).await.unwrap().unwrap();
    assert_eq!(found.and_then(|request| request.get::<usize>().copied()), Some(3));
}
