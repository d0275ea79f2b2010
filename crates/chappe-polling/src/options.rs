//! The options of polling.

use std::time::Duration;

use chappe_types::UpdateType;

/// The maximum of unconfirmed updates: `getUpdates` returns at most 100.
pub(crate) const MAX_UPDATES: usize = 100;

/// Options that [`Polling`](crate::Polling)'s setters change.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The timeout of `getUpdates`.
    pub(crate) timeout: Duration,
    /// The maximum of unconfirmed updates; of updates in flight if confirmed on receipt.
    pub(crate) limit: usize,
    /// Whether updates are confirmed on receipt, not when they are handled.
    pub(crate) confirms_on_receipt: bool,
    /// The `allowed_updates` of `getUpdates`.
    pub(crate) allowed: Vec<UpdateType>,
    /// How long updates in flight, and then shutdown callbacks, may take after the stop.
    pub(crate) drain: Duration,
    /// Whether a webhook is deleted first.
    pub(crate) takes_over: bool,
    /// Whether earlier updates are dropped.
    pub(crate) drops_pending: bool,
}
