//! The timeout of handlers.

use std::{error::Error, fmt, time::Duration};

use chappe_core::{BoxError, CatchPanic, Outcome};
use tokio::time::timeout;

/// The handler exceeded the `handler_timeout` of its source and was cancelled.
///
/// An `on_failure` policy detects it with `error.is::<TimedOut>()`.
#[derive(Debug)]
pub struct TimedOut(());

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler exceeded its timeout and was cancelled")
    }
}

impl Error for TimedOut {}

/// Awaits `work`. If it takes longer than `limit`, drops it and fails with [`TimedOut`].
pub(super) async fn in_time(
    work: CatchPanic<Outcome>,
    limit: Option<Duration>,
) -> Result<Outcome, BoxError> {
    match limit {
        None => work.await,
        Some(limit) => timeout(limit, work).await.unwrap_or_else(|_| Err(TimedOut(()).into())),
    }
}
