//! Conversions between kinds of update and their names.

use std::{error::Error, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::UpdateType;

impl UpdateType {
    /// Returns the kind with this name.
    pub(crate) fn named(name: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().as_bytes() == name)
    }
}

impl FromStr for UpdateType {
    type Err = UnknownUpdateType;

    fn from_str(name: &str) -> Result<Self, UnknownUpdateType> {
        Self::named(name.as_bytes()).ok_or(UnknownUpdateType(()))
    }
}

impl fmt::Display for UpdateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for UpdateType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for UpdateType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The error of a name that is not a kind of update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownUpdateType(());

impl fmt::Display for UnknownUpdateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown kind of update: expected a name as in `allowed_updates`")
    }
}

impl Error for UnknownUpdateType {}
