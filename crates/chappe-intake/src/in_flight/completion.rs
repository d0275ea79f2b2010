//! The result of an update.

use crate::reply::PendingReply;

/// The result of an update, as its source receives it.
#[derive(Debug)]
pub enum Completion {
    /// The update is handled. Exactly one of the callers that wait for it receives the reply, if
    /// there is one.
    Handled(Option<PendingReply>),
    /// The source must deliver the update again.
    Redeliver,
}
