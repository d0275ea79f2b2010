//! The bots' side of the server: calls of the Bot API, `getUpdates` and webhooks.

mod calls;
mod connections;
mod delivery;
mod fetch;
mod polling;
mod post;
mod redelivery;

pub(crate) use self::{
    calls::{CallOutcome, handle_call},
    delivery::start_deliveries,
};
