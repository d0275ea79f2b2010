//! Every method with every parameter, from the type to the wire, against the
//! schema.
//!
//! [`every_method`] builds the methods; [`Schema`] judges what became of them,
//! from the schema's facts alone: it knows nothing of how types are generated.

#[expect(clippy::too_many_lines, reason = "it is generated")]
mod generated;
mod places;
mod prelude;
mod sample;
mod schema;

pub use self::{
    places::Places,
    sample::{Extent, every_method},
    schema::{Complaint, Schema},
};
