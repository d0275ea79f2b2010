//! Tests of the public API.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod methods;
mod printing;
mod same_as_serde_json;
mod sizes;
mod update_ids;
