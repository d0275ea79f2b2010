//! The pipeline from the outside.

mod bubbling;
mod build;
mod layers;
mod observers;
mod panics;
mod same_with_index;
mod skip;
mod support;
mod tower_layers_everywhere;
