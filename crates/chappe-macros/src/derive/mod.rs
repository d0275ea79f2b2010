//! What the derives have in common.

mod crate_path;
mod errors;

#[expect(unused_imports, reason = "used by the derives, which follow")]
pub(crate) use self::{crate_path::CratePath, errors::Errors};
