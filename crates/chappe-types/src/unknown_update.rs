//! Updates that this version cannot make sense of.

use crate::{DecodeError, RawJson, Str};

/// An update of a kind that this version does not know, or whose payload does
/// not decode: never lost, kept as it was written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnknownUpdate {
    /// The name of its kind, if it has one.
    pub name: Option<Str>,
    /// The whole update as it was written.
    pub raw: RawJson,
    /// Why the payload of a known kind does not decode.
    pub error: Option<DecodeError>,
}
