//! The options of polling.

use std::time::Duration;

use chappe_types::UpdateType;

/// The maximum number of unconfirmed updates: `getUpdates` returns at most 100.
pub(crate) const MAX_UPDATES: usize = 100;

/// Options that [`Polling`](crate::Polling)'s setters change.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The timeout of `getUpdates`.
    pub(crate) timeout: Duration,
    /// The maximum number of unconfirmed updates; if updates are confirmed on receipt, of updates
    /// in flight.
    pub(crate) limit: usize,
    /// Whether updates are confirmed on receipt, not when they are handled.
    pub(crate) confirms_on_receipt: bool,
    /// The `allowed_updates` of `getUpdates`.
    pub(crate) allowed: Vec<UpdateType>,
    /// How long updates in flight may take after the stop, and then how long the shutdown
    /// callbacks may take.
    pub(crate) drain: Duration,
    /// Whether the bot's webhook is deleted first.
    pub(crate) takes_over: bool,
    /// Whether updates from before the start are dropped.
    pub(crate) drops_pending: bool,
}
