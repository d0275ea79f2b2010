//! What the derives have in common.

mod crate_path;
mod errors;
mod expand;

pub(crate) use self::{crate_path::CratePath, errors::Errors, expand::expand};
