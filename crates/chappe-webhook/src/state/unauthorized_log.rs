//! A rate-limited log of requests with a missing or wrong secret.

use std::time::Duration;

use chappe_intake::{LogLimit, report};

/// The minimum time between two log lines.
const INTERVAL: Duration = Duration::from_secs(60);

/// Logs the number of requests with a missing or wrong secret at WARN, at most once a minute.
#[derive(Debug)]
pub(crate) struct UnauthorizedLog(LogLimit);

impl Default for UnauthorizedLog {
    fn default() -> Self {
        Self(LogLimit::new(INTERVAL))
    }
}

impl UnauthorizedLog {
    /// Counts a request, and logs the count if the interval has passed.
    pub(crate) fn record(&self) {
        let Some(others) = self.0.pass() else { return };
        let refused = others + 1;
        report(|| {
            tracing::warn!(
                refused,
                "requests had no secret, or a wrong one, and were answered 401: if Telegram sent \
                 them, `setWebhook` was called with another `secret_token`; \
                 `Webhook::register` sets the right one"
            );
        });
    }
}
