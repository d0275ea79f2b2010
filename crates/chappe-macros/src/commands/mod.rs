//! `#[derive(Commands)]`.
//!
//! ```text
//! enum → attributes → variants (names, descriptions, scopes, fields) → checks → table and parser
//! ```

mod attributes;
mod checks;
mod docs;
mod expand;
mod field;
mod scope;
mod variant;

pub(crate) use self::{expand::expand, variant::snake_case};
