//! Memory for bodies that are being read.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// So many bytes for all bodies together.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<AtomicUsize>);

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// The share of one body: nothing yet.
    pub(crate) fn share(&self) -> Share {
        Share { left: Arc::clone(&self.0), bytes: 0 }
    }
}

/// What one body has of the budget; it goes back when this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    left: Arc<AtomicUsize>,
    bytes: usize,
}

impl Share {
    /// Takes what is wanting to `bytes`; `false` if that much is not left.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let take = |left: usize| left.checked_sub(more);
        let taken = self.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_ok();
        if taken {
            self.bytes += more;
        }
        taken
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.left.fetch_add(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_taken_from_one_budget_and_go_back() {
        let budget = Budget::new(10);
        let (mut first, mut second) = (budget.share(), budget.share());
        assert_eq!([first.grow_to(6), second.grow_to(5), second.grow_to(4)], [true, false, true]);
        assert_eq!([first.grow_to(7), first.grow_to(6), first.grow_to(0)], [false, true, true]);
        drop(first);
        assert_eq!([second.grow_to(10), second.grow_to(11)], [true, false]);
    }
}
