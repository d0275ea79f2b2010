//! Updates by polling.

use std::{sync::Arc, time::Duration};

use chappe::{
    client::{ApiServer, Bot},
    prelude::*,
};
use tower::service_fn;

use crate::{
    panics::{
        app::{HANDLER_TIMEOUT, dispatcher, policy},
        armed::ArmLayer,
        ledger::Ledger,
        run::stalled,
        telegram::Telegram,
    },
    report::{Report, RunError},
};

/// Polls until all updates are confirmed, or nothing happens any more.
pub(crate) async fn run(ledger: &Arc<Ledger>, report: &mut Report) -> Result<(), RunError> {
    let telegram = Arc::new(Telegram::new(ledger.len()));
    let answers = Arc::clone(&telegram);
    let bot = Bot::builder("42:stress".parse()?)
        .server(ApiServer::new("http://telegram.test")?)
        .transport(service_fn(move |request| Arc::clone(&answers).answer(request)))
        .build()?;
    let (ends, watched) = (Arc::clone(&telegram), Arc::clone(ledger));
    let until = async move {
        tokio::select! {
            () = ends.all_confirmed() => {}
            () = stalled(&watched) => {}
        }
    };
    let polling = Polling::new(bot, dispatcher())
        .layer(ArmLayer { ledger: Arc::clone(ledger) })
        .handler_timeout(HANDLER_TIMEOUT)
        .on_failure(policy)
        .drain(Duration::from_secs(2))
        .until(until);
    // A panic that gets out of it must not end this.
    match tokio::spawn(polling.into_future()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => report.fault(format!("polling failed: {error}")),
        Err(error) => report.fault(format!("polling ended by a panic: {error}")),
    }
    let left = ledger.len() - telegram.confirmed();
    report.none_of("updates were not confirmed", left as u64);
    Ok(())
}
