//! Updates by webhook.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use chappe::{Reply, prelude::*};
use http::Request;
use http_body_util::Full;
use tokio::{task::JoinSet, time::sleep};
use tower::{Service as _, service_fn};

use crate::{
    panics::{
        app::{HANDLER_TIMEOUT, dispatcher, policy},
        armed::{ArmLayer, quietly},
        ledger::Ledger,
        run::stalled,
        telegram::update,
    },
    report::{Report, RunError},
};

/// How many requests are under way at a time.
const CONNECTIONS: usize = 32;

/// How often an update is sent before it is given up.
const TRIES: usize = 5;

/// What the senders share.
struct Sending {
    webhook: Webhook,
    updates: usize,
    next: AtomicUsize,
    /// Requests whose own future panicked.
    escaped: AtomicU64,
    /// Updates that were given up.
    refused: AtomicU64,
    answered: AtomicU64,
}

/// Sends all updates, each until it is answered 200, unless nothing happens any more.
pub(crate) async fn run(ledger: &Arc<Ledger>, report: &mut Report) -> Result<(), RunError> {
    let webhook = Webhook::new(dispatcher())
        .layer(ArmLayer { ledger: Arc::clone(ledger) })
        .handler_timeout(HANDLER_TIMEOUT)
        .on_failure(policy)
        .replies(service_fn(async |_: Reply| Ok::<_, Infallible>(())));
    let sending = Arc::new(Sending {
        webhook,
        updates: ledger.len(),
        next: AtomicUsize::new(1),
        escaped: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        answered: AtomicU64::new(0),
    });
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        senders.spawn(send(Arc::clone(&sending)));
    }
    tokio::select! {
        () = async { while senders.join_next().await.is_some() {} } => {}
        () = stalled(ledger) => {}
    }
    senders.shutdown().await;
    let count = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
    report.none_of("panics got out of the webhook", count(&sending.escaped));
    report.none_of("updates were refused for good", count(&sending.refused));
    let unanswered = (sending.updates as u64).saturating_sub(count(&sending.answered));
    report.none_of("updates were not answered", unanswered);
    Ok(())
}

/// Sends updates until there are no more.
async fn send(sending: Arc<Sending>) {
    loop {
        let number = sending.next.fetch_add(1, Ordering::SeqCst);
        if number > sending.updates {
            return;
        }
        let mut is_accepted = false;
        for attempt in 0..TRIES {
            if attempt > 0 {
                sleep(Duration::from_millis(20)).await;
            }
            match post(&sending, number).await {
                Some(200) => is_accepted = true,
                Some(_) => {}
                None => drop(sending.escaped.fetch_add(1, Ordering::SeqCst)),
            }
            if is_accepted {
                break;
            }
        }
        sending.answered.fetch_add(1, Ordering::SeqCst);
        sending.refused.fetch_add(u64::from(!is_accepted), Ordering::SeqCst);
    }
}

/// Sends an update once; the status, or none if the request panicked.
async fn post(sending: &Sending, number: usize) -> Option<u16> {
    let body = Full::new(Bytes::from(update(number).to_string()));
    let request = Request::post("/").body(body).expect("it is a request");
    // Every request has a task of its own, as in a server.
    let answer = quietly(|| sending.webhook.clone().call(request));
    Some(tokio::spawn(answer).await.ok()?.ok()?.status().as_u16())
}
