//! What a request holds, in the box that it travels in.

use std::{
    any::TypeId,
    cell::Cell,
    ops::{Deref, DerefMut},
    sync::{Arc, LazyLock},
};

use chappe_types::Update;

use crate::{
    engine::{Route, RouteId},
    error_event::ErrorEvent,
    event_type::EventType,
    extensions::Extensions,
    me::Me,
    request::Shared,
};

/// What a request holds, whatever its event is. The engine knows only this.
///
/// A request is handed from service to service by value, and several words would be
/// copied each time, so it is one pointer. Its box is kept for the thread's next
/// request, so that one that matches nothing allocates nothing.
pub(crate) struct Parts {
    // Both are there until it is dropped.
    held: Option<Box<Option<Held>>>,
}

/// The fields.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) update: Update,
    pub(crate) shared: Option<Arc<Shared>>,
    pub(crate) route: Option<RouteId>,
    pub(crate) values: Extensions,
    /// How many of the values it had when it entered the dispatcher.
    pub(crate) entered_with: u32,
    pub(crate) failure: Option<Arc<ErrorEvent>>,
}

thread_local! {
    /// The box of a request that is over.
    static SPARE: Cell<Option<Box<Option<Held>>>> = const { Cell::new(None) };
}

static NOBODY: LazyLock<Me> = LazyLock::new(Me::default);

impl Parts {
    /// Those of an update that came from outside.
    pub(crate) fn new(update: Update) -> Self {
        let values = Extensions::default();
        Self::hold(Held {
            update,
            shared: None,
            route: None,
            values,
            entered_with: 0,
            failure: None,
        })
    }

    fn hold(held: Held) -> Self {
        // A thread that ends has none.
        let spare = SPARE.try_with(Cell::take).ok().flatten();
        let held = match spare {
            Some(mut spare) => {
                *spare = Some(held);
                spare
            }
            None => Box::new(Some(held)),
        };
        Self { held: Some(held) }
    }
}

impl Deref for Parts {
    type Target = Held;

    #[inline]
    fn deref(&self) -> &Held {
        match self.held.as_deref() {
            Some(Some(held)) => held,
            _ => unreachable!("they are there until they are dropped"),
        }
    }
}

impl DerefMut for Parts {
    #[inline]
    fn deref_mut(&mut self) -> &mut Held {
        match self.held.as_deref_mut() {
            Some(Some(held)) => held,
            _ => unreachable!("they are there until they are dropped"),
        }
    }
}

impl Clone for Parts {
    fn clone(&self) -> Self {
        Self::hold(Held::clone(self))
    }
}

impl Drop for Parts {
    #[inline]
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            put_back(held);
        }
    }
}

fn put_back(mut held: Box<Option<Held>>) {
    *held = None;
    let _ = SPARE.try_with(|spare| spare.set(Some(held)));
}

impl Held {
    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.values.get().or_else(|| {
            let shared = self.shared.as_ref()?;
            shared.values.get(TypeId::of::<T>())?.downcast_ref()
        })
    }

    pub(crate) fn me(&self) -> &Me {
        self.shared.as_ref().map_or(&*NOBODY, |shared| &shared.me)
    }

    pub(crate) fn event<E: EventType>(&self) -> Option<&E> {
        E::of(&self.update, self.failure.as_ref())
    }

    pub(crate) fn route(&self) -> Option<&Arc<Route>> {
        self.shared.as_ref()?.routes.route(self.route?)
    }
}
