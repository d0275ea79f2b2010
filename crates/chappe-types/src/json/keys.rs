//! Keys: their names, and those with escapes.

use std::cell::OnceCell;

/// Whether a key is this name. Of one type for names of each length, which an array
/// would not be.
#[inline]
pub(crate) fn same(key: &[u8], name: &[u8]) -> bool {
    key == name
}

/// Keeps the keys of a document that had to be unescaped, while it is read.
/// Telegram sends none.
#[derive(Default)]
pub(super) struct Keys(OnceCell<Box<Kept>>);

struct Kept {
    key: Box<str>,
    next: Keys,
}

impl Keys {
    /// Keeps one more, at the end.
    pub(super) fn keep(&self, key: String) -> (&[u8], &Self) {
        let keep = || Box::new(Kept { key: key.into_boxed_str(), next: Self::default() });
        let kept = self.0.get_or_init(keep);
        (kept.key.as_bytes(), &kept.next)
    }
}

/// One after the other: there may be more than the stack is deep.
impl Drop for Keys {
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut kept) = next {
            next = kept.next.0.take();
        }
    }
}
