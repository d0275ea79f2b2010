//! The subscriber of `run`, which writes events to standard error.

mod levels;
mod line;
mod start;
mod subscriber;

pub(crate) use self::start::start;
