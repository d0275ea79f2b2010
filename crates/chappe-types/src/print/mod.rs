//! Printing: what objects and methods look like, told once and compiled once.
//!
//! Each object tells its fields by [`Fields`]; who wants them is an [`Out`]: the
//! printer of JSON, any serializer of serde, the search for uploads. So no type
//! has a printer of its own, and a serializer is instantiated once for all types.

mod describe;
mod json;
mod out;
mod serializer;
mod uploads;

pub(crate) use self::{
    describe::{Fields, List, Print, Value, described},
    json::print,
    out::{Out, To},
    serializer::{serialize, serialize_as_described, serialize_object},
    uploads::find_uploads,
};
