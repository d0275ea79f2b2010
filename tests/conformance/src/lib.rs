//! The parts of the conformance runner, so that tests can call them.

pub mod cost;
pub mod decode;
pub mod dispatch;
pub mod documents;
pub mod layered;
pub mod limits;
