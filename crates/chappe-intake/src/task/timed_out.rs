//! The timeout of handlers.

use std::{error::Error, fmt, time::Duration};

use chappe_core::{BoxError, Outcome};
use tokio::time::timeout;

use crate::caught::Caught;

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

/// Drops `work` once it has taken longer than `limit`.
pub(super) async fn in_time(
    work: Caught<Outcome>,
    limit: Option<Duration>,
) -> Result<Outcome, BoxError> {
    match limit {
        None => work.await,
        Some(limit) => timeout(limit, work).await.unwrap_or_else(|_| Err(TimedOut(()).into())),
    }
}
