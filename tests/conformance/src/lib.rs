//! The parts of the conformance runner, for its tests.

pub mod cost;
pub mod decode;
pub mod dispatch;
pub mod documents;
pub mod hundred;
pub mod layered;
pub mod limits;
pub mod typed_data;
