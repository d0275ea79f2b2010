//! The calls of the control API, with their documentation: the routes, and what `GET /emu/v1`
//! returns.

mod call;
mod journal;
mod messages;
mod people;
mod queries;
mod reference;
mod server;
mod topics;
mod views;

pub(crate) use self::{
    call::{Run, find},
    reference::reference,
};
