//! Whatever the end of an update, what it took is free again.
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

/// A service that ends each update as its text says.
fn app() -> Arc<App> {
    let end = |request: Request| async move {
        let text = request.update().message().and_then(|message| message.text.clone());
        match text.as_deref().unwrap_or_default() {
            "reply" => Ok(Reply::new(SendMessage::new(7, "x")).into()),
            "fails" => Err(BoxError::from("as the test wants it")),
            "cancels" => Err(Cancel.into()),
            "panics" => panic!("as the test wants it"),
            "sleeps" => {
                sleep(Duration::from_secs(3600)).await;
                Ok(Outcome::handled())
            }
            _ => Ok(Outcome::handled()),
        }
    };
    Arc::new(BoxCloneSyncService::new(service_fn(end)))
}

/// An intake with room for one update.
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

/// How an update was accepted, and how it landed.
async fn lands(intake: &Arc<Intake>, here: bool, id: i64, text: &str) -> &'static str {
    match accept(intake, here, message_in(id, 7, text)).await {
        Admission::Pending(landing) => match landing.await {
            Ok(Completion::Handled(Some(_))) => "handled, with a reply",
            Ok(Completion::Handled(None)) => "handled",
            Ok(Completion::Redeliver) => "again",
            Err(_) => "nothing",
        },
        Admission::Duplicate => "known",
        Admission::Rejected => "refused",
    }
}

#[test]
fn an_update_makes_room_however_it_ends() {
    let ends = [
        ("handled", "handled"),
        ("reply", "handled, with a reply"),
        ("fails", "again"),
        ("cancels", "handled"),
        ("panics", "again"),
        ("sleeps", "again"),
    ];
    for here in [true, false] {
        let intake = intake(None);
        let landed = runtime().block_on(async {
            let mut landed = Vec::new();
            for (id, (text, _)) in (1..).zip(ends) {
                landed.push((text, lands(&intake, here, id, text).await));
            }
            timeout(Duration::from_secs(1), intake.drain()).await.unwrap();
            landed
        });
        assert_eq!(landed, ends, "here: {here}");
    }
}

#[test]
fn an_update_that_is_lost_or_never_begins_makes_room_too() {
    for here in [true, false] {
        let intake = intake(None);
        let lost = runtime().block_on(accept(&intake, here, message_in(1, 7, "sleeps")));
        let Admission::Pending(mut lost) = lost else { panic!("{lost:?}") };
        assert!(matches!(lost.try_recv(), Ok(Completion::Redeliver)), "its runtime is gone");
        let landed = runtime().block_on(async {
            let second = lands(&intake, here, 1, "handled").await;
            let known = lands(&intake, here, 1, "handled").await;
            intake.halt();
            let refused = lands(&intake, here, 2, "handled").await;
            timeout(Duration::from_secs(1), intake.drain()).await.unwrap();
            [second, known, refused]
        });
        assert_eq!(landed, ["handled", "known", "refused"], "here: {here}");
    }
}

#[test]
fn a_chat_goes_on_after_updates_that_panic_time_out_or_run_again() {
    for here in [true, false] {
        let options_of_many = Options {
            handler_timeout: Some(Duration::from_secs(60)),
            on_failure: Arc::new(|_| OnFailure::Redeliver),
            tries: Some(2),
            ..Options::default()
        };
        let intake = Arc::new(Intake::new(Dispatcher::new(Router::new("app")), options_of_many));
        let landed = runtime().block_on(async {
            let mut waits = Vec::new();
            for (id, text) in (1..).zip(["panics", "sleeps", "fails", "handled"]) {
                let accepted = accept(&intake, here, message_in(id, 7, text)).await;
                let Admission::Pending(landing) = accepted else { panic!("{accepted:?}") };
                waits.push(landing);
            }
            intake.drain().await;
            waits
                .iter_mut()
                .all(|landing| matches!(landing.try_recv(), Ok(Completion::Handled(None))))
        });
        assert!(landed, "here: {here}");
    }
}
