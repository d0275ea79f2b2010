//! Connections that a fault breaks.

use std::{error::Error, fmt};

use crate::faults::Break;

/// The error of an [`Emulator`](crate::Emulator)'s service when a fault breaks the
/// connection.
#[derive(Clone, Copy, Debug)]
pub struct BrokenConnection(Break);

impl BrokenConnection {
    pub(crate) fn new(how: Break) -> Self {
        Self(how)
    }

    /// Returns whether the connection is reset; otherwise it is closed.
    pub fn is_reset(&self) -> bool {
        self.0 == Break::Reset
    }
}

impl fmt::Display for BrokenConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault of the emulator breaks the connection")
    }
}

impl Error for BrokenConnection {}
