//! Tests of the public API of the pipeline.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod bubbling;
mod build;
mod callbacks;
mod captions;
#[cfg(feature = "regex")]
mod captures;
mod contents;
mod event_service;
mod filter_functions;
mod filters;
mod from_filter;
mod handler_layers;
mod handler_layers_everywhere;
mod layers;
mod matcher;
mod needs_of_layers;
mod observers;
mod panics;
mod panics_aside;
mod panics_everywhere;
mod raise;
mod raise_from;
mod same_with_index;
mod shadows;
mod skip;
mod support;
mod tower_layers_everywhere;
mod traces;
mod unknown_updates;
