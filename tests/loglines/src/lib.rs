//! What is logged while a test runs, as lines of level, message and fields.
#![expect(clippy::unwrap_used, reason = "it serves tests only")]

mod lines;

pub use self::lines::Lines;
