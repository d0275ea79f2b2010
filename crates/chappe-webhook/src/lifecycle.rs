//! What comes before a server, and after it.

use std::{pin::pin, time::Duration};

use chappe_intake::{Stop, report};
use tokio::time::timeout;

use crate::{error::ServeError, webhook::Webhook};

/// Asks who the bot is, and runs the startup callbacks; whether there is anything to serve.
/// If it is asked to stop meanwhile, the shutdown callbacks have run.
pub(crate) async fn begin(
    webhook: &Webhook,
    stop: &mut Stop,
    limit: Duration,
) -> Result<bool, ServeError> {
    tokio::select! {
        biased;
        launched = webhook.launch() => drop(launched?),
        () = stop.requested() => return Ok(false),
    }
    match start(webhook, stop, limit).await? {
        Start::Serves => Ok(true),
        Start::Ends => {
            webhook.close();
            end(webhook, stop, limit).await.map(|()| false)
        }
        Start::Hangs => Ok(false),
    }
}

/// What follows the startup callbacks.
enum Start {
    Serves,
    /// It was asked to stop meanwhile.
    Ends,
    /// It was asked to stop, and they did not end in time.
    Hangs,
}

/// Runs the startup callbacks. Once it is asked to stop, they have as long as updates have.
async fn start(webhook: &Webhook, stop: &mut Stop, limit: Duration) -> Result<Start, ServeError> {
    let mut starting = pin!(webhook.startup());
    tokio::select! {
        biased;
        started = &mut starting => return started.map(|()| Start::Serves),
        () = stop.requested() => {}
    }
    tokio::select! {
        biased;
        started = timeout(limit, starting) => match started {
            Ok(started) => return started.map(|()| Start::Ends),
            Err(_) => report(|| {
                tracing::error!("a startup callback is still running at the end of the drain");
            }),
        },
        () = stop.requested_again() => {
            report(|| tracing::warn!("asked to stop again: not waiting for callbacks"));
        }
    }
    Ok(Start::Hangs)
}

/// Runs the shutdown callbacks, until the time is up or it is asked to stop again.
pub(crate) async fn end(
    webhook: &Webhook,
    stop: &mut Stop,
    limit: Duration,
) -> Result<(), ServeError> {
    tokio::select! {
        biased;
        ended = webhook.run_shutdown_callbacks(limit) => ended,
        () = stop.requested_again() => {
            report(|| tracing::warn!("asked to stop again: not waiting for callbacks"));
            Ok(())
        }
    }
}
