//! Captures the log of a test as lines of level, message and fields.
//!
//! # Example
//!
//! ```
//! let (lines, _guard) = loglines::Lines::keep();
//! tracing::info!(bot = 42, "polling");
//! assert_eq!(lines.take(), ["INFO polling bot=42"]);
//! ```
#![expect(clippy::unwrap_used, reason = "it serves tests only")]

mod lines;

pub use self::lines::Lines;
