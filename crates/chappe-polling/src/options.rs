//! What can be set about polling.

use std::time::Duration;

use chappe_types::UpdateType;

/// So many updates may be unconfirmed: it is what Telegram gives at a time.
pub(crate) const LIMIT: usize = 100;

#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// How long Telegram keeps an answer back.
    pub(crate) timeout: Duration,
    /// How many updates may be unfinished.
    pub(crate) limit: usize,
    /// Whether updates are confirmed when they are received, not when they are handled.
    pub(crate) confirms_on_receipt: bool,
    /// The kinds to ask for.
    pub(crate) allowed: Vec<UpdateType>,
    pub(crate) drain: Duration,
    pub(crate) takes_over: bool,
    pub(crate) drops_pending: bool,
}
