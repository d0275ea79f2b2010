//! `#[derive(DeepLink)]`.

mod expand;
mod shape;

pub(crate) use self::expand::expand;
