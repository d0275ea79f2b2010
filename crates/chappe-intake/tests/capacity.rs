//! Updates free their capacity, however they end.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{sync::Arc, time::Duration};

use chappe_core::{BoxError, Cancel, Dispatcher, Outcome, Reply, Request, Router};
use chappe_intake::{Admission, Completion, Intake, OnFailure, Options, ReplyBody};
use chappe_types::{SendMessage, Update, fixtures::message_in};
use tokio::{
    runtime::{Builder, Runtime},
    time::{sleep, timeout},
};
use tower::{service_fn, util::BoxCloneSyncService};

type App = BoxCloneSyncService<Request, Outcome, BoxError>;

/// A service that handles each update according to its text.
fn app() -> Arc<App> {
    let end = |request: Request| async move {
        let text = request.update().message().and_then(|message| message.text.clone());
        match text.as_deref().unwrap_or_default() {
            "reply" => Ok(Reply::new(SendMessage::new(7, "x")).into()),
            "fails" => Err(BoxError::from("intended by the test")),
            "cancels" => Err(Cancel.into()),
            "panics" => panic!("intended by the test"),
            "sleeps" => {
                sleep(Duration::from_secs(3600)).await;
                Ok(Outcome::handled())
            }
            _ => Ok(Outcome::handled()),
        }
    };
    Arc::new(BoxCloneSyncService::new(service_fn(end)))
}

/// An intake with a capacity of one update.
fn intake(tries: Option<u32>) -> Arc<Intake> {
    let options = Options {
        max_in_flight: 1,
        remember: 100,
        handler_timeout: Some(Duration::from_secs(60)),
        on_failure: Arc::new(|_| OnFailure::Redeliver),
        render_reply: Arc::new(|_| {
            Some(ReplyBody { media_type: "text/plain".into(), bytes: Vec::new() })
        }),
        tries,
        ..Options::default()
    };
    Arc::new(Intake::new(Dispatcher::new(Router::new("app")), options))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

async fn accept(intake: &Arc<Intake>, here: bool, update: Update) -> Admission {
    match here {
        true => intake.accept_here(update, &app()).await,
        false => intake.accept(update, &app()),
    }
}

/// Accepts an update and returns its admission or completion.
async fn result_of(intake: &Arc<Intake>, here: bool, id: i64, text: &str) -> &'static str {
    match accept(intake, here, message_in(id, 7, text)).await {
        Admission::Pending(completion) => match completion.await {
            Ok(Completion::Handled(Some(_))) => "handled, with a reply",
            Ok(Completion::Handled(None)) => "handled",
            Ok(Completion::Redeliver) => "redeliver",
            Err(_) => "nothing",
        },
        Admission::Duplicate => "duplicate",
        Admission::Rejected => "rejected",
    }
}

#[test]
fn an_update_frees_its_capacity_however_it_ends() {
    let ends = [
        ("handled", "handled"),
        ("reply", "handled, with a reply"),
        ("fails", "redeliver"),
        ("cancels", "handled"),
        ("panics", "redeliver"),
        ("sleeps", "redeliver"),
    ];
    for here in [true, false] {
        let intake = intake(None);
        let results = runtime().block_on(async {
            let mut results = Vec::new();
            for (id, (text, _)) in (1..).zip(ends) {
                results.push((text, result_of(&intake, here, id, text).await));
            }
            timeout(Duration::from_secs(1), intake.drain()).await.unwrap();
            results
        });
        assert_eq!(results, ends, "here: {here}");
    }
}

#[test]
fn an_update_that_is_lost_or_never_starts_frees_its_capacity() {
    for here in [true, false] {
        let intake = intake(None);
        let lost = runtime().block_on(accept(&intake, here, message_in(1, 7, "sleeps")));
        let Admission::Pending(mut lost) = lost else { panic!("{lost:?}") };
        assert!(matches!(lost.try_recv(), Ok(Completion::Redeliver)), "its runtime is gone");
        let results = runtime().block_on(async {
            let second = result_of(&intake, here, 1, "handled").await;
            let duplicate = result_of(&intake, here, 1, "handled").await;
            intake.halt();
            let rejected = result_of(&intake, here, 2, "handled").await;
            timeout(Duration::from_secs(1), intake.drain()).await.unwrap();
            [second, duplicate, rejected]
        });
        assert_eq!(results, ["handled", "duplicate", "rejected"], "here: {here}");
    }
}

#[test]
fn a_lane_continues_after_updates_that_panic_time_out_or_fail() {
    for here in [true, false] {
        let options = Options {
            handler_timeout: Some(Duration::from_secs(60)),
            on_failure: Arc::new(|_| OnFailure::Redeliver),
            tries: Some(2),
            ..Options::default()
        };
        let intake = Arc::new(Intake::new(Dispatcher::new(Router::new("app")), options));
        let all_handled = runtime().block_on(async {
            let mut completions = Vec::new();
            for (id, text) in (1..).zip(["panics", "sleeps", "fails", "handled"]) {
                let accepted = accept(&intake, here, message_in(id, 7, text)).await;
                let Admission::Pending(completion) = accepted else { panic!("{accepted:?}") };
                completions.push(completion);
            }
            intake.drain().await;
            completions
                .iter_mut()
                .all(|completion| matches!(completion.try_recv(), Ok(Completion::Handled(None))))
        });
        assert!(all_handled, "here: {here}");
    }
}
