//! What all requests of a dispatcher have in common.

use std::{
    any::{Any, TypeId},
    sync::{Arc, atomic::AtomicBool},
};

use crate::{engine::Routes, me::Me};

/// A value of any type.
type Value = dyn Any + Send + Sync;

/// What all requests of a dispatcher have in common: one bot's.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) me: Me,
    pub(crate) values: Values,
    pub(crate) routes: Arc<Routes>,
    /// Whether the startup callbacks ran, or run.
    pub(crate) has_started: AtomicBool,
}

impl Shared {
    /// The same for another bot, which has not started.
    pub(crate) fn for_another_bot(&self) -> Self {
        Self {
            me: self.me.clone(),
            values: self.values.clone(),
            routes: Arc::clone(&self.routes),
            has_started: AtomicBool::new(false),
        }
    }
}

/// Values by type: a handful, which are found by going through them.
#[derive(Clone, Default)]
pub(crate) struct Values {
    values: Vec<(TypeId, Arc<Value>)>,
}

impl Values {
    /// The value of a type.
    pub(crate) fn get(&self, id: TypeId) -> Option<&Value> {
        for (known, value) in &self.values {
            if *known == id {
                return Some(&**value);
            }
        }
        None
    }

    /// Stores a value of type `id`, in place of an earlier one.
    pub(crate) fn set(&mut self, id: TypeId, value: Arc<Value>) {
        for (known, earlier) in &mut self.values {
            if *known == id {
                *earlier = value;
                return;
            }
        }
        self.values.push((id, value));
    }
}
