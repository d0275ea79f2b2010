//! A webhook on a TCP socket, with well-behaved and misbehaving clients.

mod bot;
mod client_context;
mod connection;
mod misbehaving_clients;
mod record;
mod run;
mod well_behaved_clients;

pub(crate) use self::run::{Options, run};
