//! Checks every method with every parameter, from its type to the wire, and every object
//! from its JSON, against the schema.
//!
//! [`every_method`] builds the methods. [`Schema`] checks their parameters, and writes the
//! objects that [`every_decoder`] reads, from the schema alone: it does not depend on the
//! code generator.

#[expect(clippy::too_many_lines, reason = "generated code")]
mod generated;
mod places;
mod prelude;
mod received;
mod sample;
mod schema;
mod shortcut;
mod shortest;

pub use self::{
    places::Places,
    received::{Decoder, Element, every_decoder, every_element},
    sample::{Extent, every_method},
    schema::{Complaint, Schema},
    shortcut::{Events, Shortcut, every_shortcut},
};
