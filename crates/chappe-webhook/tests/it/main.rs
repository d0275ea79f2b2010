//! The webhook through its public API, including its failure modes.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod address;
mod body;
mod children;
mod connections;
mod documents;
mod duplicates;
mod identity;
mod lifecycle;
mod overload;
mod panics;
mod registration;
mod replies;
mod secret;
mod shutdown;
mod slow_handlers;
mod smuggling;
mod support;
mod telegram;
mod wiring;
