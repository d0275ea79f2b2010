//! Retries of calls that were made although the response was lost.

use std::sync::atomic::{AtomicUsize, Ordering};

use chappe_client::{Call, Error, Params, RetryLayer};
use chappe_types::{AnswerCallbackQuery, DeleteMessage, EditMessageText, SendMessage};
use serde_json::json;
use tower::{Layer as _, ServiceExt as _};
use wire::{Answer, Server, error, retry_after};

use crate::support::builder;

const SAME: &str = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
const GONE: &str = "Bad Request: message to delete not found";
const LATE: &str =
    "Bad Request: query is too old and response timeout expired or query ID is invalid";

/// A server that performs each call, closes the connection before the response this number of
/// times, and then refuses retries.
fn forgetful(breaks: usize, refuses: impl Fn() -> Answer + Send + Sync + 'static) -> Server {
    let number = AtomicUsize::new(0);
    Server::new(move |_| {
        let is_answered = number.fetch_add(1, Ordering::Relaxed) >= breaks;
        let answer = is_answered.then(&refuses);
        async { answer }
    })
}

/// Returns the result of a call after this number of lost responses.
async fn made(
    breaks: usize,
    call: Call,
    code: u16,
    description: &'static str,
) -> Result<String, Error> {
    let server = forgetful(breaks, move || error(code, description));
    let bot = builder(&server).retry(RetryLayer::default().ambiguous()).build().unwrap();
    let answer = bot.call(call).await?;
    Ok(String::from_utf8(answer.result().to_vec()).unwrap())
}

fn named(method: &'static str, params: &serde_json::Value) -> Call {
    Call::named(method, Params::from_json(params.to_string()).unwrap())
}

/// Calls that return `true`, and Telegram's refusals of their retries.
fn calls() -> Vec<(Call, u16, &'static str)> {
    let in_chat = json!({"chat_id": 7, "user_id": 8, "message_thread_id": 9});
    let inline = EditMessageText::new().inline_message_id("i").text("hi");
    vec![
        (Call::new(&DeleteMessage::new(7, 1)), 400, GONE),
        (Call::new(&inline), 400, SAME),
        (Call::new(&AnswerCallbackQuery::new("q")), 400, LATE),
        (named("closeForumTopic", &in_chat), 400, "Bad Request: TOPIC_NOT_MODIFIED"),
        (named("setChatTitle", &in_chat), 400, "Bad Request: chat title is not modified"),
        (named("setChatPermissions", &in_chat), 400, "Bad Request: CHAT_NOT_MODIFIED"),
        (named("approveChatJoinRequest", &in_chat), 400, "Bad Request: HIDE_REQUESTER_MISSING"),
        (named("declineChatJoinRequest", &in_chat), 400, "Bad Request: HIDE_REQUESTER_MISSING"),
        (named("approveChatJoinRequest", &in_chat), 400, "Bad Request: USER_ALREADY_PARTICIPANT"),
        (named("unpinChatMessage", &in_chat), 400, "Bad Request: message to unpin not found"),
        (named("leaveChat", &in_chat), 403, "Forbidden: bot is not a member of the group chat"),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_retry_of_a_call_that_was_made_succeeds() {
    for (call, code, description) in calls() {
        let results = [
            made(1, call.clone(), code, description).await,
            made(2, call.clone(), code, description).await,
        ];
        for result in results {
            assert_eq!(result.unwrap(), "true", "{call:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_first_attempt_is_a_refusal() {
    for (call, code, description) in calls() {
        let refused = made(0, call, code, description).await.unwrap_err();
        assert_eq!(
            (refused.is_refused(), refused.is_ambiguous(), refused.is_probably_done()),
            (true, false, false),
            "{refused}",
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_retried_edit_differs_from_one_that_changes_nothing() {
    let edit = Call::new(&EditMessageText::new().chat_id(7).message_id(1).text("hi"));
    let outcomes = [
        made(0, edit.clone(), 400, SAME).await.unwrap_err(),
        made(1, edit.clone(), 400, SAME).await.unwrap_err(),
    ]
    .map(|error| {
        let is = (error.is_refused(), error.is_ambiguous(), error.is_probably_done());
        (is, error.is_not_modified(), error.code())
    });
    assert_eq!(
        outcomes,
        [((true, false, false), true, Some(400)), ((false, true, true), true, Some(400)),],
    );
}

#[tokio::test(start_paused = true)]
async fn a_429_between_attempts_does_not_hide_that_a_call_may_have_been_made() {
    let number = AtomicUsize::new(0);
    let server = Server::new(move |_| {
        let answer = match number.fetch_add(1, Ordering::Relaxed) {
            0 => None,
            1 => Some(retry_after(3)),
            _ => Some(error(400, GONE)),
        };
        async { answer }
    });
    let answer = crate::support::bot(&server).send(DeleteMessage::new(7, 1)).await;
    assert!(answer.unwrap());
    assert_eq!(server.methods().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_have_been_made_stays_ambiguous_if_the_retry_cannot_connect() {
    let number = std::sync::Arc::new(AtomicUsize::new(0));
    let telegram = tower::service_fn(move |call: Call| {
        let is_first = number.fetch_add(1, Ordering::Relaxed) == 0;
        let error = if is_first { Error::ambiguous } else { Error::not_sent };
        std::future::ready(Err::<chappe_client::ApiResponse, _>(error(
            &call,
            "as the test wants it",
        )))
    });
    let retried = RetryLayer::default().layer(telegram);
    let call = Call::new(&DeleteMessage::new(7, 1));
    let failed = retried.oneshot(call).await.unwrap_err();
    let failed = Error::find(&*failed).unwrap();
    assert_eq!((failed.is_not_sent(), failed.is_ambiguous()), (false, true), "{failed}");
}

#[tokio::test(start_paused = true)]
async fn other_refusals_of_a_retry_stay_refusals() {
    let cases = [
        (Call::new(&DeleteMessage::new(7, 1)), "Bad Request: message can't be deleted"),
        (Call::new(&SendMessage::new(7, "hi")), "Bad Request: chat not found"),
        // The description is about a message, and the call does not delete one.
        (Call::new(&EditMessageText::new().chat_id(7).message_id(1)), GONE),
    ];
    for (call, description) in cases {
        let refused = made(1, call, 400, description).await.unwrap_err();
        assert!(refused.is_refused() && !refused.is_probably_done(), "{refused}");
    }
}
