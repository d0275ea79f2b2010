//! Generates the types and methods of the Bot API.
//!
//! Reads `schema/` and writes `crates/chappe-types/src/generated/`, and samples of all methods for
//! the round-trip tests.

mod enums;
mod files;
mod methods;
mod model;
mod objects;
mod received;
mod reply_setters;
mod samples;
mod schema;
mod shortcut_table;
mod shortcuts;
mod unions;
mod updates;

pub(crate) use self::files::{check, write};
