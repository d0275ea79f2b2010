//! Where a bot may panic, and where its updates come from.

/// Where a bot may panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A layer's service, when it is cloned.
    Clone,
    /// A layer's `poll_ready`.
    PollReady,
    /// A layer's `call`.
    Call,
    /// The future of a layer, when it is polled.
    Poll,
    /// The future of a layer, when it is dropped after its end.
    Drop,
    /// The future of a layer, when it is polled and once more when it is dropped.
    PollThenDrop,
    /// The future of a layer, when it is dropped before its end: its time is over.
    Cancelled,
    /// The future of a layer, with a payload that panics when it is dropped.
    Payload,
    /// An error's `source`.
    Source,
    /// An error's `Display`.
    Display,
    /// An error, when it is dropped.
    ErrorDrop,
    /// The policy for failures.
    Policy,
    /// The writer of the log, while a failure is logged, and at the next line of its
    /// thread: writers that keep what they could not write do so.
    Log,
}

impl Place {
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
        Self::ALL.into_iter().find(|place| place.name() == name)
    }
}

/// Where updates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Polling,
    Webhook,
}

impl Source {
    pub(crate) const ALL: [Self; 2] = [Self::Polling, Self::Webhook];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::Webhook => "webhook",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}
