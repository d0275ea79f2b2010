//! Imports of the generated samples.

pub(crate) use chappe_types::*;

pub(crate) use crate::sample::{Sample, Samples};
