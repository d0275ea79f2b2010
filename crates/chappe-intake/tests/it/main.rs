//! What the intake promises of lanes and of work in the background, by name.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod background;
mod lanes;
mod leaving;
mod support;
