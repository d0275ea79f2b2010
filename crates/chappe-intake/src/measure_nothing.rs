//! Without the feature `metrics`, nothing is measured.

use std::time::Duration;

pub(crate) fn waited(_: Duration) {}
