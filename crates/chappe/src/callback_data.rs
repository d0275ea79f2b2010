//! Typed data of inline buttons: the trait, its derive, and its filters.

pub use chappe_core::callback_data::*;
#[cfg(feature = "derive")]
pub use chappe_macros::CallbackData;
