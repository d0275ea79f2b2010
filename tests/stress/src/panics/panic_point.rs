//! [`PanicPoint`]: where a panic is injected.

/// The code in which a panic is injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PanicPoint {
    /// The `clone` of a layer's service.
    Clone,
    /// The `poll_ready` of a layer's service.
    PollReady,
    /// The `call` of a layer's service.
    Call,
    /// The `poll` of a layer's future.
    Poll,
    /// The drop of a layer's future after it completed.
    Drop,
    /// The `poll` of a layer's future, and its drop.
    PollThenDrop,
    /// The drop of a layer's future before it completed, at the handler's timeout.
    Cancelled,
    /// The `poll` of a layer's future, with a panic payload that panics when it is dropped.
    Payload,
    /// The `source` of an error.
    Source,
    /// The `Display` of an error.
    Display,
    /// The drop of an error.
    ErrorDrop,
    /// The policy for failures.
    Policy,
    /// The log's subscriber, at the line of a failure and at the next line of the same
    /// thread, as writers with a buffer do.
    Log,
}

impl PanicPoint {
    pub(crate) const ALL: [Self; 13] = [
        Self::Clone,
        Self::PollReady,
        Self::Call,
        Self::Poll,
        Self::Drop,
        Self::PollThenDrop,
        Self::Cancelled,
        Self::Payload,
        Self::Source,
        Self::Display,
        Self::ErrorDrop,
        Self::Policy,
        Self::Log,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clone => "clone",
            Self::PollReady => "poll-ready",
            Self::Call => "call",
            Self::Poll => "poll",
            Self::Drop => "drop",
            Self::PollThenDrop => "poll-then-drop",
            Self::Cancelled => "cancelled",
            Self::Payload => "payload",
            Self::Source => "source",
            Self::Display => "display",
            Self::ErrorDrop => "error-drop",
            Self::Policy => "policy",
            Self::Log => "log",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.name() == name)
    }
}
