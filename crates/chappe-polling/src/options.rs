//! What can be set about polling.

use std::time::Duration;

use chappe_types::UpdateType;

#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// How long Telegram keeps an answer back.
    pub(crate) timeout: Duration,
    /// How many updates may be unconfirmed.
    pub(crate) limit: usize,
    /// The kinds to ask for.
    pub(crate) allowed: Vec<UpdateType>,
    pub(crate) drain: Duration,
    pub(crate) takes_over: bool,
    pub(crate) drops_pending: bool,
}
