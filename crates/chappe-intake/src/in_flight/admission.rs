//! The result of accepting an update.

use tokio::sync::oneshot;

use super::completion::Completion;

/// The result of accepting an update.
#[derive(Debug)]
pub enum Admission {
    /// The update is in flight: this call or an earlier one has started it. The receiver receives
    /// its completion.
    Pending(oneshot::Receiver<Completion>),
    /// The update was handled before.
    Duplicate,
    /// The intake is closed or has no capacity: the source must deliver the update again.
    Rejected,
}
