//! The testing kit from the outside.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod answers_in_time;
mod app;
mod failures;
mod invitations;
mod keyboards;
mod members;
mod messages;
mod payments;
mod people;
mod profiles;
mod recorders;
mod sent_again;
mod shortcuts;
mod tasks;
mod time;
mod topics;
mod updates;
mod verbs;
mod wiring;
