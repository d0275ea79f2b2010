//! The run by webhook.

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
        inject::{InjectLayer, without_injection},
        ledger::Ledger,
        run::stalled,
        telegram::update,
    },
    report::{Report, RunError},
};

/// The number of concurrent requests.
const CONNECTIONS: usize = 32;

/// How often an update is sent until it counts as rejected.
const TRIES: usize = 5;

/// The state that all senders share.
struct SenderState {
    webhook: Webhook,
    updates: usize,
    next: AtomicUsize,
    /// Requests whose own future panicked.
    escaped: AtomicU64,
    /// Updates that were not answered 200 in [`TRIES`] requests.
    rejected: AtomicU64,
    answered: AtomicU64,
}

/// Sends all updates, each until it is answered 200, or until the run stalls.
pub(crate) async fn run(ledger: &Arc<Ledger>, report: &mut Report) -> Result<(), RunError> {
    let webhook = Webhook::new(dispatcher())
        .layer(InjectLayer { ledger: Arc::clone(ledger) })
        .handler_timeout(HANDLER_TIMEOUT)
        .on_failure(policy)
        .replies(service_fn(async |_: Reply| Ok::<_, Infallible>(())));
    let state = Arc::new(SenderState {
        webhook,
        updates: ledger.len(),
        next: AtomicUsize::new(1),
        escaped: AtomicU64::new(0),
        rejected: AtomicU64::new(0),
        answered: AtomicU64::new(0),
    });
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        senders.spawn(send(Arc::clone(&state)));
    }
    tokio::select! {
        () = async { while senders.join_next().await.is_some() {} } => {}
        () = stalled(ledger) => {}
    }
    senders.shutdown().await;
    let count = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
    report.fault_if_any("panics escaped from the webhook", count(&state.escaped));
    report.fault_if_any("updates were rejected in each try", count(&state.rejected));
    let unanswered = (state.updates as u64).saturating_sub(count(&state.answered));
    report.fault_if_any("updates were not answered", unanswered);
    Ok(())
}

/// Sends updates until there are no more.
async fn send(state: Arc<SenderState>) {
    loop {
        let number = state.next.fetch_add(1, Ordering::SeqCst);
        if number > state.updates {
            return;
        }
        let mut is_accepted = false;
        for attempt in 0..TRIES {
            if attempt > 0 {
                sleep(Duration::from_millis(20)).await;
            }
            match post(&state, number).await {
                Some(200) => is_accepted = true,
                Some(_) => {}
                None => drop(state.escaped.fetch_add(1, Ordering::SeqCst)),
            }
            if is_accepted {
                break;
            }
        }
        state.answered.fetch_add(1, Ordering::SeqCst);
        state.rejected.fetch_add(u64::from(!is_accepted), Ordering::SeqCst);
    }
}

/// Sends an update once. Returns the status, or `None` if the request panicked.
async fn post(state: &SenderState, number: usize) -> Option<u16> {
    let body = Full::new(Bytes::from(update(number).to_string()));
    let request = Request::post("/").body(body).expect("the request is valid");
    // Each request runs on its own task, as in a server.
    let response = without_injection(|| state.webhook.clone().call(request));
    Some(tokio::spawn(response).await.ok()?.ok()?.status().as_u16())
}
