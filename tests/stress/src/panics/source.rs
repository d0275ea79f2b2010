//! [`Source`]: the source of updates.

/// The source of updates.
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
