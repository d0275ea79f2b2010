//! The state of an emulator, which its clones share.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use crate::{clock::Clock, hosts::Hosts, world::World};

/// The state of an emulator.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    world: Mutex<World>,
    hosts: RwLock<Hosts>,
}

impl Shared {
    /// An emulator without users and chats, whose random numbers derive from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let clock = Clock::new();
        let world = Mutex::new(World::new(seed, clock.clone()));
        Self { clock, world, hosts: RwLock::default() }
    }

    /// The world, after all that is due by its clock. Must not be held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.end_what_is_due();
        world
    }

    /// Answers requests for one more host. Returns whether the name is a host.
    pub(crate) fn add_host(&self, name: &str) -> bool {
        self.hosts.write().unwrap_or_else(PoisonError::into_inner).add(name)
    }

    /// Whether requests for a host are answered.
    pub(crate) fn is_own_host(&self, authority: &str) -> bool {
        self.hosts.read().unwrap_or_else(PoisonError::into_inner).contains(authority)
    }
}
