//! No handler starts after a drain has returned.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request, Router};
use chappe_intake::{Admission, Intake, Options};
use chappe_types::fixtures::message_in;

/// Returns how many handlers started after a drain had returned, and how many in total.
async fn late(here: bool, round: i64) -> (usize, usize) {
    let (late, began) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let drained = Arc::new(AtomicBool::new(false));
    let service = Arc::new(tower::service_fn({
        let (late, began, drained) = (Arc::clone(&late), Arc::clone(&began), Arc::clone(&drained));
        move |_: Request| {
            began.fetch_add(1, Ordering::SeqCst);
            late.fetch_add(usize::from(drained.load(Ordering::SeqCst)), Ordering::SeqCst);
            ready(Ok::<_, BoxError>(Outcome::handled()))
        }
    }));
    let dispatcher = Dispatcher::new(Router::new("app"));
    let intake = Arc::new(Intake::new(dispatcher, Options::default()));
    let source = tokio::spawn({
        let intake = Arc::clone(&intake);
        async move {
            for id in 0.. {
                let update = message_in(id, id, "hi");
                let accepted = if here {
                    intake.accept_here(update, &service).await
                } else {
                    intake.accept(update, &service)
                };
                if matches!(accepted, Admission::Rejected) {
                    return;
                }
            }
        }
    });
    for _ in 0..round {
        tokio::task::yield_now().await;
    }
    intake.drain().await;
    drained.store(true, Ordering::SeqCst);
    source.await.unwrap();
    (late.load(Ordering::SeqCst), began.load(Ordering::SeqCst))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_handler_starts_after_a_drain_has_returned() {
    for here in [true, false] {
        let (mut late_total, mut total) = (0, 0);
        for round in 0..2_000 {
            let (late, began) = late(here, round % 50).await;
            late_total += late;
            total += began;
        }
        assert_eq!(late_total, 0, "of {total}, here: {here}");
        assert!(total > 0, "no handler started");
    }
}
