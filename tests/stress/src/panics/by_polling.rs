//! The run by polling.

use std::{sync::Arc, time::Duration};

use chappe::{
    client::{ApiServer, Bot},
    prelude::*,
};
use tower::service_fn;

use crate::{
    panics::{
        app::{HANDLER_TIMEOUT, dispatcher, policy},
        inject::InjectLayer,
        ledger::Ledger,
        run::stalled,
        telegram::Telegram,
    },
    report::{Report, RunError},
};

/// Polls until all updates are confirmed, or the run stalls.
pub(crate) async fn run(ledger: &Arc<Ledger>, report: &mut Report) -> Result<(), RunError> {
    let telegram = Arc::new(Telegram::new(ledger.len()));
    let server = Arc::clone(&telegram);
    let bot = Bot::builder("42:stress".parse()?)
        .server(ApiServer::new("http://telegram.test")?)
        .transport(service_fn(move |request| Arc::clone(&server).respond(request)))
        .build()?;
    let (confirmed, watched) = (Arc::clone(&telegram), Arc::clone(ledger));
    let until = async move {
        tokio::select! {
            () = confirmed.all_confirmed() => {}
            () = stalled(&watched) => {}
        }
    };
    let polling = Polling::new(bot, dispatcher())
        .layer(InjectLayer { ledger: Arc::clone(ledger) })
        .handler_timeout(HANDLER_TIMEOUT)
        .on_failure(policy)
        .drain(Duration::from_secs(2))
        .until(until);
    // Spawned, so that an escaped panic is reported as a fault.
    match tokio::spawn(polling.into_future()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => report.fault(format!("polling failed: {error}")),
        Err(error) => report.fault(format!("polling ended by a panic: {error}")),
    }
    let unconfirmed = ledger.len() - telegram.confirmed();
    report.fault_if_any("updates were not confirmed", unconfirmed as u64);
    Ok(())
}
