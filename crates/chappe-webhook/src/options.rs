//! The options of a webhook.

use std::time::Duration;

use chappe_intake::ReplySender;

use crate::request::{BodyBudget, BodyLimits, IpNetwork, Secrets};

/// Options that [`Webhook`](crate::Webhook)'s setters change.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) secrets: Secrets,
    pub(crate) body: BodyLimits,
    pub(crate) ack_deadline: Duration,
    pub(crate) max_running: Option<usize>,
    pub(crate) allowed: Option<Vec<IpNetwork>>,
    pub(crate) trusted_proxies: Vec<IpNetwork>,
    /// Sends replies in place of the bot.
    pub(crate) replies: Option<ReplySender>,
    pub(crate) intake: chappe_intake::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secrets: Secrets::default(),
            body: BodyLimits {
                size: 1024 * 1024,
                idle: Duration::from_secs(5),
                total: Duration::from_secs(15),
                budget: BodyBudget::new(64 * 1024 * 1024),
            },
            ack_deadline: Duration::from_secs(25),
            max_running: None,
            allowed: None,
            trusted_proxies: Vec::new(),
            replies: None,
            intake: chappe_intake::Options {
                max_in_flight: 1024,
                remember: 16_384,
                ..chappe_intake::Options::default()
            },
        }
    }
}
