//! Requests that are refused for their secret, told of now and then.

use std::time::Duration;

use chappe_intake::{LogLimit, report};

/// How long after a message the next one may come.
const EVERY: Duration = Duration::from_secs(60);

/// Logs that requests had no secret or a wrong one, and how many, at WARN, at most once a
/// minute.
#[derive(Debug)]
pub(crate) struct Refusals(LogLimit);

impl Default for Refusals {
    fn default() -> Self {
        Self(LogLimit::new(EVERY))
    }
}

impl Refusals {
    /// One more.
    pub(crate) fn count(&self) {
        let Some(others) = self.0.pass() else { return };
        let refused = others + 1;
        report(|| {
            tracing::warn!(
                refused,
                "requests had no secret, or one that is not the webhook's, and were answered \
                 401: if Telegram sent them, `setWebhook` was told another `secret_token` than \
                 the webhook was; `Webhook::register` tells it the right one"
            );
        });
    }
}
