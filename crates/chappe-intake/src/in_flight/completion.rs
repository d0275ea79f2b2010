//! The result of an update.

use crate::reply::PendingReply;

/// The result of an update, as its source receives it.
#[derive(Debug)]
pub enum Completion {
    /// The update is handled. One of the callers that wait for it receives the reply.
    Handled(Option<PendingReply>),
    /// The source must deliver the update again.
    Redeliver,
}
