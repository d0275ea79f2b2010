//! Errors of long polling.

use chappe_polling::PollingError;

use crate::error::error::{Error, Phase};

impl From<PollingError> for Error {
    fn from(error: PollingError) -> Self {
        let phase = match &error {
            PollingError::MissingValues(_) => Phase::Setup,
            PollingError::Startup(_) => Phase::Startup,
            PollingError::Shutdown(_) => Phase::Shutdown,
            _ => Phase::Stopped,
        };
        Self::new("polling ended", phase, Some(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_is_that_of_the_polling_error() {
        let error = Error::from(PollingError::Startup("no disk".into()));
        assert!(error.is_startup() && !error.is_setup() && !error.is_stopped());
        assert_eq!(format!("{error:?}"), "polling ended: a startup callback failed: no disk");
        assert!(Error::from(PollingError::Shutdown("no disk".into())).is_shutdown());
        assert!(Error::from(PollingError::Panicked("no disk".into())).is_stopped());
    }
}
