//! What all requests of a dispatcher have in common.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use crate::{engine::Routes, me::Me};

/// A value of any type.
type Value = dyn Any + Send + Sync;

/// What all requests of a dispatcher have in common.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    pub(crate) me: Me,
    pub(crate) values: Values,
    pub(crate) routes: Arc<Routes>,
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
