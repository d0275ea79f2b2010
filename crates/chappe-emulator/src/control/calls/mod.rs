//! The calls of the control API, with their documentation: the routes, and what `GET /emu/v1`
//! returns.

mod actions;
mod business;
mod call;
mod chats;
mod fields;
mod files;
mod journal;
mod messages;
mod payments;
mod people;
mod profiles;
mod queries;
mod reference;
mod server;
mod topics;
mod views;
mod web_apps;

pub(crate) use self::{
    call::{Run, find},
    reference::reference,
};
