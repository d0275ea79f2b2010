//! Printing: objects and methods describe their fields once, for several visitors.
//!
//! Each object passes its fields to a [`Visitor`] through [`Fields`]. There are three visitors:
//! the JSON printer, a bridge to serde's serializers, and the search for uploads. None of them is
//! generic over the printed type, so each is instantiated once, not once per type.

mod describe;
mod json;
mod printer;
mod serializer;
mod uploads;

pub(crate) use self::{
    describe::{Fields, List, Print, Value, described},
    json::print,
    printer::{Printer, Visitor},
    serializer::{serialize, serialize_as_described, serialize_object},
    uploads::find_uploads,
};
