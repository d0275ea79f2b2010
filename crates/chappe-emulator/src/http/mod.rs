//! HTTP: the Bot API, files, the control API.

mod events;
mod page;
mod routes;
mod serve;
mod service;

pub use self::service::ResponseFuture;
pub(crate) use self::{
    routes::{bytes_answer, json_answer},
    serve::serve,
};
