//! A polling bot in a child process, which is killed repeatedly.

mod bot_process;
mod child;
mod handled_messages;
mod run;

pub(crate) use self::{
    child::child,
    run::{Options, run},
};
