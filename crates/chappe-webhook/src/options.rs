//! What can be set about a webhook.

use std::{fmt, sync::Arc, time::Duration};

use chappe_core::BoxError;

use crate::{address::IpNetwork, body::Limits, replies::LateReplies, secret::Secrets};

/// What to do with an update that failed and that no error observer took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// Answer 200: the failure is logged, and Telegram forgets the update.
    Acknowledge,
    /// Answer 503: Telegram sends the update again, and it runs again.
    AskAgain,
}

/// Decides by the failure.
pub type Policy = Arc<dyn Fn(&BoxError) -> OnFailure + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) secrets: Secrets,
    pub(crate) body: Limits,
    pub(crate) ack_deadline: Duration,
    pub(crate) handler_timeout: Option<Duration>,
    pub(crate) max_in_flight: usize,
    pub(crate) max_running: Option<usize>,
    pub(crate) remember: usize,
    pub(crate) allowed: Option<Vec<IpNetwork>>,
    pub(crate) trusted_proxies: Vec<IpNetwork>,
    pub(crate) replies: LateReplies,
    pub(crate) on_failure: Policy,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            body: Limits {
                size: 1024 * 1024,
                idle: Duration::from_secs(5),
                total: Duration::from_secs(15),
            },
            ack_deadline: Duration::from_secs(25),
            handler_timeout: None,
            max_in_flight: 1024,
            max_running: None,
            remember: 16_384,
            allowed: None,
            trusted_proxies: Vec::new(),
            replies: LateReplies::default(),
            on_failure: Arc::new(|_| OnFailure::Acknowledge),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("secrets", &self.secrets)
            .field("body", &self.body)
            .field("ack_deadline", &self.ack_deadline)
            .field("handler_timeout", &self.handler_timeout)
            .field("max_in_flight", &self.max_in_flight)
            .field("max_running", &self.max_running)
            .field("remember", &self.remember)
            .field("allowed", &self.allowed)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("replies", &self.replies)
            .finish_non_exhaustive()
    }
}
