//! A memory budget for the bodies that are being read.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A number of bytes that all bodies share. Clones share the budget.
#[derive(Clone, Debug)]
pub(crate) struct BodyBudget(Arc<AtomicUsize>);

impl BodyBudget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// Creates the share of one body, with nothing reserved.
    pub(crate) fn share(&self) -> Share {
        Share { available: Arc::clone(&self.0), bytes: 0 }
    }
}

/// The bytes that one body has reserved. They return to the budget on drop.
#[derive(Debug)]
pub(crate) struct Share {
    available: Arc<AtomicUsize>,
    bytes: usize,
}

impl Share {
    /// Grows the reservation to `bytes`. Returns `false`, and reserves nothing more, if the budget
    /// does not have enough.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let take = |available: usize| available.checked_sub(more);
        let is_reserved =
            self.available.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_ok();
        if is_reserved {
            self.bytes += more;
        }
        is_reserved
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.available.fetch_add(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_reserve_from_one_budget_and_return_their_bytes_on_drop() {
        let budget = BodyBudget::new(10);
        let (mut first, mut second) = (budget.share(), budget.share());
        assert_eq!([first.grow_to(6), second.grow_to(5), second.grow_to(4)], [true, false, true]);
        assert_eq!([first.grow_to(7), first.grow_to(6), first.grow_to(0)], [false, true, true]);
        drop(first);
        assert_eq!([second.grow_to(10), second.grow_to(11)], [true, false]);
    }
}
