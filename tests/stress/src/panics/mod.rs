//! A bot whose every tenth update panics, in one of many places.

mod app;
mod armed;
mod bomb;
mod by_polling;
mod by_webhook;
mod failure;
mod fragile;
mod hook;
mod ledger;
mod log;
mod place;
mod run;
mod telegram;

pub(crate) use self::{
    place::{Place, Source},
    run::{Options, run},
};
