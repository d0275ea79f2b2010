//! The calls of the control API, with their documentation: the routes, and what `GET /emu/v1`
//! returns.

mod business;
mod call;
mod journal;
mod messages;
mod payments;
mod people;
mod queries;
mod reference;
mod server;

pub(crate) use self::{
    call::{Run, find},
    reference::reference,
};
