//! The contents of a request, whatever the type of its event.

use std::{
    any::{Any, TypeId},
    sync::{Arc, LazyLock},
};

use chappe_types::Update;

use crate::{
    event_type::EventType,
    extensions::Extensions,
    me::Me,
    request::{MatchedRoute, Shared},
};

/// The contents of a request. The engine depends on this type only.
///
/// It is passed in a box: services take requests by value, so each layer moves one pointer.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) update: Update,
    /// `None` until the request enters a dispatcher.
    pub(crate) shared: Option<Arc<Shared>>,
    pub(crate) route: Option<Arc<dyn MatchedRoute>>,
    /// The values that layers and filters have stored.
    pub(crate) values: Extensions,
    /// The number of values when the request entered the dispatcher.
    pub(crate) entered_with: u32,
    /// An event that is not a part of the update, such as an
    /// [`ErrorEvent`](crate::ErrorEvent).
    pub(crate) event: Option<Arc<dyn Any + Send + Sync>>,
}

static UNKNOWN_ME: LazyLock<Me> = LazyLock::new(Me::default);

impl Parts {
    /// Creates the contents of a new request.
    pub(crate) fn new(update: Update) -> Self {
        Self {
            update,
            shared: None,
            route: None,
            values: Extensions::default(),
            entered_with: 0,
            event: None,
        }
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.values.get().or_else(|| {
            let shared = self.shared.as_ref()?;
            shared.values.get(&TypeId::of::<T>())?.downcast_ref()
        })
    }

    pub(crate) fn me(&self) -> &Me {
        self.shared.as_ref().map_or(&*UNKNOWN_ME, |shared| &shared.me)
    }

    pub(crate) fn event<E: EventType>(&self) -> Option<&E> {
        E::of(&self.update, self.event.as_ref())
    }
}
