//! The control API: people, and what they do.

mod answer;
mod call;
mod people;
mod say;
mod see;
mod trace;
mod wait;

pub(crate) use self::answer::{answer, is_ours};
pub use self::call::ControlError;
