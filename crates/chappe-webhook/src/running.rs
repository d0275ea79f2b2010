//! What updates are handed to, once it is known who the bot is.

use std::sync::Arc;

use chappe_core::{BoxError, Dispatcher, Me, attempt};
use chappe_intake::{Admission, Dispatch, Intake};
use chappe_types::Update;

use crate::setup::Setup;

/// A webhook that takes updates.
#[derive(Debug)]
pub(crate) struct Running {
    /// With all that it gets from the webhook.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) intake: Arc<Intake>,
    service: Service,
}

/// The dispatcher, or the layers around it.
#[derive(Debug)]
enum Service {
    Plain(Arc<Dispatcher>),
    Layered(Arc<Dispatch>),
}

impl Running {
    /// Puts the layers around the dispatcher, and begins to take updates.
    ///
    /// # Errors
    ///
    /// The panic of a layer that is put around the dispatcher.
    pub(crate) fn new(setup: &Setup, me: Option<Me>) -> Result<Self, BoxError> {
        let dispatcher = match me {
            Some(me) => setup.dispatcher.with_me(me),
            None => setup.dispatcher.clone(),
        };
        let inner = dispatcher.clone();
        let service = match &setup.layers {
            None => Service::Plain(Arc::new(inner)),
            Some(layers) => Service::Layered(Arc::new(attempt(|| layers.around(inner))?)),
        };
        let intake = Arc::new(Intake::new(dispatcher.clone(), setup.for_intake()));
        Ok(Self { dispatcher, intake, service })
    }

    /// Hands an update to the intake.
    pub(crate) async fn accept(&self, update: Update) -> Admission {
        match &self.service {
            Service::Plain(dispatcher) => self.intake.accept_here(update, dispatcher).await,
            Service::Layered(layers) => self.intake.accept_here(update, layers).await,
        }
    }
}
