//! Keys: comparison, and storage for keys with escapes.

use std::cell::OnceCell;

/// Whether a key equals a name. Takes slices: instantiated once, not once per length of a
/// byte-string literal. Compares the slices and not the references, whose comparison would be one
/// more call in unoptimized builds.
#[inline]
pub(crate) fn same(key: &[u8], name: &[u8]) -> bool {
    *key == *name
}

/// The unescaped keys of a document, as a linked list. Telegram sends no keys with escapes.
#[derive(Default)]
pub(super) struct Keys(OnceCell<Box<Kept>>);

struct Kept {
    key: Box<str>,
    next: Keys,
}

impl Keys {
    /// Appends a key. Returns it and the end of the list.
    pub(super) fn keep(&self, key: String) -> (&[u8], &Self) {
        let keep = || Box::new(Kept { key: key.into_boxed_str(), next: Self::default() });
        let kept = self.0.get_or_init(keep);
        (kept.key.as_bytes(), &kept.next)
    }
}

/// Drops the keys in a loop: recursion could overflow the stack.
impl Drop for Keys {
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut kept) = next {
            next = kept.next.0.take();
        }
    }
}
