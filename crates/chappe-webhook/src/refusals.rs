//! Requests that are refused for their secret, told of now and then.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chappe_intake::report;
use tokio::time::Instant;

/// How long after a message the next one may come.
const EVERY: Duration = Duration::from_secs(60);

/// Counts the requests that had no secret or a wrong one, and logs their number at WARN, at
/// most once a minute.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// Since the last message.
    refused: u64,
    logged: Option<Instant>,
}

impl Refusals {
    /// Counts one more.
    pub(crate) fn count(&self) {
        let Some(refused) = self.due() else { return };
        report(|| {
            tracing::warn!(
                refused,
                "requests had no secret, or one that is not the webhook's, and were answered \
                 401: if Telegram sent them, `setWebhook` was told another `secret_token` than \
                 the webhook was; `Webhook::register` tells it the right one"
            );
        });
    }

    /// How many there were since the last message, if the next one is due.
    fn due(&self) -> Option<u64> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.refused += 1;
        let now = Instant::now();
        if counted.logged.is_some_and(|logged| now - logged < EVERY) {
            return None;
        }
        counted.logged = Some(now);
        Some(std::mem::take(&mut counted.refused))
    }
}
