//! The response of a successful call.

use std::fmt;

use bytes::Bytes;

/// The `result` of a call that succeeded, as raw JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiResponse {
    result: Bytes,
}

impl ApiResponse {
    /// Creates a response with this JSON, which is not checked.
    pub fn new(result: impl Into<Bytes>) -> Self {
        Self { result: result.into() }
    }

    /// Returns the JSON of the `result`.
    pub fn result(&self) -> &[u8] {
        &self.result
    }
}

/// Prints the length only, because the result may contain secrets.
impl fmt::Debug for ApiResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiResponse").field("len", &self.result.len()).finish_non_exhaustive()
    }
}
