//! The types from the outside.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod methods;
mod printing;
mod same_as_serde_json;
mod sizes;
mod update_ids;
