//! A bot in which every tenth update panics, at one of many points.

mod app;
mod by_polling;
mod by_webhook;
mod failure;
mod hook;
mod inject;
mod ledger;
mod log;
mod panic_point;
mod panicking_layer;
mod planned_panic;
mod run;
mod source;
mod telegram;

pub(crate) use self::{
    panic_point::PanicPoint,
    run::{Options, run},
    source::Source,
};
