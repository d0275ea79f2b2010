//! Generates the types and methods of the Bot API.
//!
//! `schema/` flows in, `crates/chappe-types/src/generated/` flows out, and samples
//! of all methods for the tests of the round trip.

mod enums;
mod files;
mod methods;
mod model;
mod objects;
mod received;
mod samples;
mod schema;
mod shortcut_table;
mod shortcuts;
mod unions;
mod updates;

pub(crate) use self::files::{check, write};
