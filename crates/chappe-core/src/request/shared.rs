//! The values that all requests of a dispatcher share.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, atomic::AtomicBool},
};

use foldhash::quality::RandomState;

use crate::me::Me;

/// The values that all requests of a dispatcher share. They belong to one bot.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) me: Me,
    pub(crate) values: HashMap<TypeId, Arc<dyn Any + Send + Sync>, RandomState>,
    /// Whether the startup callbacks have been called.
    pub(crate) has_started: AtomicBool,
}

impl Shared {
    /// Returns the same values for another bot, which has not started.
    pub(crate) fn for_another_bot(&self) -> Self {
        Self {
            me: self.me.clone(),
            values: self.values.clone(),
            has_started: AtomicBool::new(false),
        }
    }
}
