//! A launched webhook: the intake, and the service that updates are passed to.

use std::sync::Arc;

use chappe_core::{BoxError, Dispatcher, Me, attempt};
use chappe_intake::{Admission, Dispatch, Intake};
use chappe_types::Update;

use crate::setup::Setup;

/// A launched webhook, which accepts updates.
#[derive(Debug)]
pub(crate) struct Running {
    /// The dispatcher with all values of the webhook: the bot and its identity.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) intake: Arc<Intake>,
    service: Service,
}

/// The dispatcher, with layers around it or without.
#[derive(Debug)]
enum Service {
    Plain(Arc<Dispatcher>),
    Layered(Arc<Dispatch>),
}

impl Running {
    /// Applies the layers to the dispatcher and creates the intake.
    ///
    /// # Errors
    ///
    /// Returns the panic of a layer.
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
        let intake = Arc::new(Intake::new(dispatcher.clone(), setup.intake_options()));
        Ok(Self { dispatcher, intake, service })
    }

    /// Passes an update to the intake.
    pub(crate) async fn accept(&self, update: Update) -> Admission {
        match &self.service {
            Service::Plain(dispatcher) => self.intake.accept_here(update, dispatcher).await,
            Service::Layered(layers) => self.intake.accept_here(update, layers).await,
        }
    }
}
