//! Photos without scaled copies, when the feature `photos` is off.

use bytes::Bytes;

/// Scales no pictures: each size has the content of the photo.
pub(super) fn scaled(_: &[u8], _: &[(&'static str, i64, i64)]) -> Option<Vec<Bytes>> {
    None
}
