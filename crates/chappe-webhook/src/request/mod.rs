//! Checks and reads one request: its address, its secret, its body.

mod address;
mod body;
mod body_budget;
mod secret;

pub use self::address::{IpNetwork, Peer};
pub(crate) use self::{
    address::client_address,
    body::{BodyLimits, read_body},
    body_budget::BodyBudget,
    secret::Secrets,
};
