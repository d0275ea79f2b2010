//! What can be set about a webhook.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use crate::{address::IpNetwork, answer::render, body::Limits, budget::Budget, secret::Secrets};

#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) secrets: Secrets,
    pub(crate) body: Limits,
    pub(crate) ack_deadline: Duration,
    pub(crate) max_running: Option<usize>,
    pub(crate) allowed: Option<Vec<IpNetwork>>,
    pub(crate) trusted_proxies: Vec<IpNetwork>,
    pub(crate) intake: chappe_intake::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            body: Limits {
                size: 1024 * 1024,
                idle: Duration::from_secs(5),
                total: Duration::from_secs(15),
                budget: Budget::new(64 * 1024 * 1024),
            },
            ack_deadline: Duration::from_secs(25),
            max_running: None,
            allowed: None,
            trusted_proxies: Vec::new(),
            intake: chappe_intake::Options {
                max_in_flight: 1024,
                remember: 16_384,
                carries: Arc::new(|reply| render(reply, None)),
                ..chappe_intake::Options::default()
            },
        }
    }
}

impl Options {
    /// The options of a new intake.
    pub(crate) fn for_intake(&self) -> chappe_intake::Options {
        let most = self.max_running.map(|most| most.clamp(1, Semaphore::MAX_PERMITS));
        let running = most.map(|most| Arc::new(Semaphore::new(most)));
        chappe_intake::Options { running, ..self.intake.clone() }
    }
}
