//! What a call is answered with.

use std::fmt;

use bytes::Bytes;

/// The `result` of a call that succeeded, as raw JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiResponse {
    result: Bytes,
}

impl ApiResponse {
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
impl fmt::Debug for ApiResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiResponse").field("len", &self.result.len()).finish_non_exhaustive()
    }
}
