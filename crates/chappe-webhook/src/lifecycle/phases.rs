//! The phases before and after serving.

use std::{pin::pin, time::Duration};

use chappe_intake::{Stop, report};
use tokio::time::timeout;

use crate::{error::ServeError, webhook::Webhook};

/// Launches the webhook and runs the startup callbacks. Returns `false` if a stop was requested
/// meanwhile: the webhook must not be served, and its shutdown callbacks have run if all startup
/// callbacks completed.
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
    match run_startup(webhook, stop, limit).await? {
        Startup::Completed => Ok(true),
        Startup::Stopped => {
            webhook.close();
            end(webhook, stop, limit).await.map(|()| false)
        }
        Startup::TimedOut => Ok(false),
    }
}

/// The result of the startup callbacks.
enum Startup {
    Completed,
    /// They completed after a stop was requested.
    Stopped,
    /// They were dropped: a stop was requested, and they did not complete in time.
    TimedOut,
}

/// Runs the startup callbacks. After a stop is requested, they may take `limit`.
async fn run_startup(
    webhook: &Webhook,
    stop: &mut Stop,
    limit: Duration,
) -> Result<Startup, ServeError> {
    let mut startup = pin!(webhook.startup());
    tokio::select! {
        biased;
        result = &mut startup => return result.map(|()| Startup::Completed),
        () = stop.requested() => {}
    }
    tokio::select! {
        biased;
        result = timeout(limit, startup) => match result {
            Ok(result) => return result.map(|()| Startup::Stopped),
            Err(_) => report(|| {
                tracing::error!("a startup callback is still running at the end of the drain");
            }),
        },
        () = stop.requested_again() => log_second_stop_in_callbacks(),
    }
    Ok(Startup::TimedOut)
}

/// Runs the shutdown callbacks until `limit` elapses or a second stop is requested.
pub(crate) async fn end(
    webhook: &Webhook,
    stop: &mut Stop,
    limit: Duration,
) -> Result<(), ServeError> {
    tokio::select! {
        biased;
        result = webhook.run_shutdown_callbacks(limit) => result,
        () = stop.requested_again() => {
            log_second_stop_in_callbacks();
            Ok(())
        }
    }
}

fn log_second_stop_in_callbacks() {
    report(|| tracing::warn!("a second stop was requested: callbacks are cancelled"));
}

/// Logs that the drain ends early.
pub(crate) fn log_second_stop() {
    report(|| tracing::warn!("a second stop was requested: the drain ends immediately"));
}

/// Logs that updates were still in flight at the end of the drain.
pub(crate) fn log_drain_timeout() {
    report(|| {
        tracing::error!("updates were still in flight at the end of the drain: they are cancelled");
    });
}
