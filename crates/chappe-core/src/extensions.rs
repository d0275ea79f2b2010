//! A type map of the values that layers and filters pass downstream.

use std::{
    any::{Any, TypeId, type_name},
    fmt,
    mem::needs_drop,
    sync::Arc,
    thread,
};

use crate::catch_panic::discard;

/// A map of values by type. Clones share the values.
///
/// The map is a list of nodes that grows at the head only. A clone costs one reference count and
/// an insert one allocation. A value that is stored in a clone is not visible in the original map,
/// which is the rule of the pipeline: values flow downstream only. To pass a value upstream, store
/// a cell, such as `Arc<Mutex<T>>`.
///
/// A lookup walks the list, newest value first. The map is meant for the few values that one update
/// collects.
///
/// # Example
///
/// ```
/// use chappe::Extensions;
///
/// let upstream = Extensions::default().with("en");
/// let downstream = upstream.clone().with("de").with(7_u32);
///
/// assert_eq!(downstream.get::<&str>(), Some(&"de"));
/// assert_eq!(upstream.get::<&str>(), Some(&"en"));
/// assert_eq!(upstream.get::<u32>(), None);
/// ```
#[derive(Clone, Default)]
pub struct Extensions {
    head: Option<Arc<Node<dyn Any + Send + Sync>>>,
}

struct Node<T: ?Sized> {
    next: Extensions,
    /// The number of nodes after this one.
    depth: u32,
    /// The number of values with drop glue, in this node and those after it.
    destructors: u32,
    // Stored beside the value: a lookup compares ids without a virtual call.
    type_id: TypeId,
    type_name: &'static str,
    value: T,
}

impl Extensions {
    /// Stores a value. It hides an earlier value of the same type.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        let next = Self { head: self.head.take() };
        let (depth, destructors) = match &next.head {
            Some(node) => (node.depth.saturating_add(1), node.destructors),
            None => (0, 0),
        };
        self.head = Some(Arc::new(Node {
            next,
            depth,
            destructors: destructors.saturating_add(u32::from(needs_drop::<T>())),
            type_id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            value,
        }));
    }

    /// Returns the map with one more value.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.insert(value);
        self
    }

    /// Returns the newest value of type `T`.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let type_id = TypeId::of::<T>();
        self.nodes().find(|node| node.type_id == type_id)?.value.downcast_ref()
    }

    /// Returns true if a value of type `T` is stored.
    pub fn contains<T: Send + Sync + 'static>(&self) -> bool {
        self.get::<T>().is_some()
    }

    /// Returns true if no value is stored.
    pub fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Returns the number of values, including those that a newer one of their type hides.
    pub(crate) fn len(&self) -> u32 {
        self.head.as_ref().map_or(0, |node| node.depth.saturating_add(1))
    }

    /// Returns the map as it was when it had `len` values: values are only ever added at its end.
    pub(crate) fn truncated_to(&self, len: u32) -> Self {
        let mut then = self;
        while then.len() > len {
            let Some(node) = &then.head else { break };
            then = &node.next;
        }
        then.clone()
    }

    fn nodes(&self) -> impl Iterator<Item = &Node<dyn Any + Send + Sync>> {
        std::iter::successors(self.head.as_deref(), |node| node.next.head.as_deref())
    }
}

/// The length of the longest list that may be dropped by recursion.
const SHALLOW: u32 = 64;

// Values with drop glue are dropped in a loop. The generated drop glue recurses once per node: it
// could overflow the stack after very many inserts, and it would abort the process if two values
// panic when they are dropped, or if one does during an unwind.
impl Drop for Extensions {
    #[inline]
    fn drop(&mut self) {
        let Some(node) = &self.head else { return };
        let may_recurse = match node.destructors {
            0 => true,
            1 => !thread::panicking(),
            _ => !thread::panicking() && Arc::strong_count(node) > 1,
        };
        if !may_recurse || node.depth >= SHALLOW {
            self.free();
        }
    }
}

impl Extensions {
    /// Drops the values that are not shared with other maps, one by one.
    fn free(&mut self) {
        // If a value panics, `rest` is dropped during the unwind and drops the other values.
        let mut rest = Self { head: self.head.take() };
        while let Some(mut node) = rest.head.take() {
            if let Some(last) = Arc::get_mut(&mut node) {
                rest.head = last.next.head.take();
            }
            if thread::panicking() {
                let _ = discard(node);
            } else {
                drop(node);
            }
        }
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.nodes().map(|node| node.type_name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_value_of_a_type_wins() {
        let values = Extensions::default().with(1_u8).with("a").with(2_u8);
        assert_eq!((values.get::<u8>(), values.get::<&str>()), (Some(&2), Some(&"a")));
    }

    #[test]
    fn each_value_is_dropped_even_if_others_panic_and_only_one_panic_propagates() {
        /// A shared value, and whether the drop panics.
        struct Bomb(Arc<()>, bool);

        impl Drop for Bomb {
            fn drop(&mut self) {
                let holders = Arc::strong_count(&self.0);
                assert!(!self.1, "dropped as one of {holders}");
            }
        }

        let held = Arc::new(());
        let bomb = |panics| Bomb(Arc::clone(&held), panics);
        for bombs in [[true, true, true], [false, true, true], [true, false, true]] {
            let [first, second, third] = bombs.map(bomb);
            let values = Extensions::default().with(first).with(7_u8).with(second).with(third);
            let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(values)));
            assert_eq!((dropped.is_err(), Arc::strong_count(&held)), (true, 1), "{bombs:?}");
        }
        // Panics during the unwind of another panic are discarded.
        let values = Extensions::default().with(bomb(true)).with(bomb(true));
        let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _values = values;
            panic!("another");
        }));
        let payload = unwound.unwrap_err();
        assert_eq!((payload.downcast_ref(), Arc::strong_count(&held)), (Some(&"another"), 1));
    }

    #[test]
    fn clones_do_not_see_each_others_inserts() {
        let base = Extensions::default().with(1_u8);
        let (left, right) = (base.clone().with('l'), base.clone().with('r'));
        assert_eq!(
            [&base, &left, &right].map(|values| values.get::<char>().copied()),
            [None, Some('l'), Some('r')],
        );
    }

    #[test]
    fn a_very_long_list_is_dropped_without_recursion() {
        let mut values = Extensions::default();
        for number in 0..1_000_000_u32 {
            values.insert(number);
        }
        assert_eq!(values.get::<u32>(), Some(&999_999));
    }

    #[test]
    fn an_earlier_state_of_a_list_can_be_restored() {
        let early = Extensions::default().with(1_u8).with('a');
        let late = early.clone().with(2_u8).with("late");
        let then = late.truncated_to(early.len());
        assert_eq!(format!("{then:?}"), format!("{early:?}"));
        assert_eq!(late.truncated_to(9).get::<&str>(), Some(&"late"));
        assert!(late.truncated_to(0).is_empty());
    }

    #[test]
    fn debug_names_the_types() {
        assert_eq!(format!("{:?}", Extensions::default().with(1_u8)), r#"["u8"]"#);
    }
}
