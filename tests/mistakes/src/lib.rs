//! The compiler's messages for common mistakes; see the tests.
