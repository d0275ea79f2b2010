//! A webhook on a real socket, with good clients and misbehaving ones.

mod bad;
mod bot;
mod connection;
mod good;
mod record;
mod run;
mod target;

pub(crate) use self::run::{Options, run};
