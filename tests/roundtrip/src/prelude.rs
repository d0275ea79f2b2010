//! What generated samples use.

pub(crate) use chappe_types::*;

pub(crate) use crate::sample::{Sample, Samples};
