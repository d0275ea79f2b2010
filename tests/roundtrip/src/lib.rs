//! Every method with every parameter, from the type to the wire, and every object
//! from its JSON, against the schema.
//!
//! [`every_method`] builds the methods; [`Schema`] judges what became of them, and
//! writes the objects that [`every_decoder`] reads, from the schema's facts alone: it
//! knows nothing of how types are generated.

#[expect(clippy::too_many_lines, reason = "it is generated")]
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
