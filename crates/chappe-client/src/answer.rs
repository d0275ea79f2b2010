//! What a call is answered with.

use std::fmt;

use bytes::Bytes;

/// The `result` of a call that succeeded, as raw JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    result: Bytes,
}

impl Answer {
    /// An answer with this JSON, which is not looked at.
    pub fn new(result: impl Into<Bytes>) -> Self {
        Self { result: result.into() }
    }

    /// The JSON of the `result`.
    pub fn result(&self) -> &[u8] {
        &self.result
    }
}

/// Its length only: what was answered may be anybody's secret.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("len", &self.result.len()).finish_non_exhaustive()
    }
}
