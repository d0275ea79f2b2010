//! Updates that this version cannot decode.

use crate::{DecodeError, RawJson, Str};

/// An update of an unknown kind, or with a payload that does not decode. It is kept as raw JSON.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnknownUpdate {
    /// The name of the kind, if there is one.
    pub name: Option<Str>,
    /// The whole update as raw JSON.
    pub raw: RawJson,
    /// The error of a payload of a known kind that does not decode.
    pub error: Option<DecodeError>,
}
