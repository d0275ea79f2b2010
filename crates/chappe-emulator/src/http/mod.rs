//! HTTP: the Bot API, files, the control API.

mod events;
mod guard;
mod hosts;
mod mangle;
mod page;
mod promised;
mod routes;
mod serve;
mod service;
mod stream;

pub use self::service::ResponseFuture;
pub(crate) use self::{
    hosts::{Hosts, host_of_address},
    routes::{file_answer, json_answer},
    serve::serve,
};
