//! The expansion of `#[derive(CallbackData)]`.

mod expand;
mod fields;
mod input;
mod options;
mod snake_case;

pub(crate) use self::expand::expand;
