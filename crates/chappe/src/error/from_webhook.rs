//! Errors of the webhook.

use chappe_webhook::ServeError;

use crate::error::error::{Error, Phase};

impl From<ServeError> for Error {
    fn from(error: ServeError) -> Self {
        let phase = match &error {
            ServeError::MissingValues(_) => Phase::Setup,
            ServeError::Startup(_) => Phase::Startup,
            ServeError::Shutdown(_) => Phase::Shutdown,
            _ => Phase::Stopped,
        };
        Self::new("the webhook ended", phase, Some(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_is_that_of_the_webhook_error() {
        let error = Error::from(ServeError::Server("no socket".into()));
        assert!(error.is_stopped() && !error.is_setup() && !error.is_shutdown());
        assert_eq!(format!("{error:?}"), "the webhook ended: the server failed: no socket");
        assert!(Error::from(ServeError::Startup("no disk".into())).is_startup());
        assert!(Error::from(ServeError::Shutdown("no disk".into())).is_shutdown());
    }
}
