//! What happens, as lines on standard error.

mod levels;
mod line;
mod start;
mod subscriber;

pub(crate) use self::start::start;
